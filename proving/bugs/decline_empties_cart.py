"""A declined card empties the cart: the clean-up after a payment does not ask how the payment ended.

gumroad #6510, evershop #623, oc-mall-plugin #413: one typing mistake in the card, and all goods have to be found again.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            """\
        if payment.status == "canceled":
            self.give_up(intent)
""",
            """\
        if payment.status == "canceled":
            self.give_up(intent)
        elif payment.last_error is not None:
            self._carts.take_out_bought(intent.user_id, intent.payment_intent_id, intent.lines)
""",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_the_cart_survives_a_decline",),
    run=("scenarios/test_declines.py", "-k", "survives or eat or webhook"),
)
