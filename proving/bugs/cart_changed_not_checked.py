"""Paying at the server does not look whether the cart is still the one that the payment was made for.

evershop #1025, paid-memberships-pro #3767 (another level is chosen between the challenge and the payment). The order
still holds what the payment was made for; the shopper pays for a cart that is not on the screen any more.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
        if not self._unchanged(intent):
            return self._settlement.settle(intent, self._over(intent))
""",
            "",
        ),
    ),
    cases=("test_a_cheap_intent_buys_no_dear_cart",),
    run=("scenarios/test_cart_edges.py", "scenarios/test_races.py"),
)
