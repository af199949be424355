"""The stock is looked at before the shopper's own open payment: who holds the last pieces is told that they are
gone.

Harm: a shopper who reloads the checkout page cannot pay for what is reserved for nobody but them. Shows: stock 1,
cart of 1, create-payment-intent twice: the second is 409 out_of_stock. Source: woocommerce #67354 ("A shopper is
blocked by their own stock reservation").
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            cart = self._carts.get(caller.user_id)
            previous = """,
            """\
            cart = self._carts.get(caller.user_id)
            _check_stock(cart)
            previous = """,
        ),
    ),
    cases=("test_two_tabs_leave_one_payable_intent",),
    run=(
        "scenarios/test_cart_edges.py",
        "-k",
        "tabs",
    ),
)
