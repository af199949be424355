"""The idempotency key of a payment is its amount: the next shopper with an equal cart is refused by Stripe.

A key from what looked unique with one tester; aa-stripe #68 and odoo #101243 (reviews) discuss such keys.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            'key = operation_key("create", version, cart.total, cart.currency, [str(line) for '
            "line in cart.lines], sent)",
            'key = operation_key("create", cart.total, cart.currency)',
        ),
        Edit("payments.py", "        version = (cart.user_id, cart.cart.generation, cart.cart.version)\n", ""),
    ),
    codes=("stripe_idempotency_key_reused",),
    cases=("test_two_shoppers_and_the_last_piece",),
    run=("scenarios/test_races.py", "-k", "shoppers"),
)
