"""The idempotency key of a payment is shopper and amount: buying the same thing again is answered with the old payment.

odoo #101243 (review); woocommerce-payments #6977 used one intent for two orders. The second order is never paid.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            'key = operation_key("create", version, cart.total, cart.currency, [str(line) for '
            "line in cart.lines], sent)",
            'key = operation_key("create", cart.user_id, cart.total, cart.currency)',
        ),
        Edit("payments.py", '"order_ref": f"{cart.user_id}-{cart.cart.generation}"}', '"order_ref": cart.user_id}'),
        Edit("payments.py", "        version = (cart.user_id, cart.cart.generation, cart.cart.version)\n", ""),
    ),
    cases=("test_two_purchases_are_two_orders",),
    run=("scenarios/test_success_cards.py", "-k", "two or twice"),
)
