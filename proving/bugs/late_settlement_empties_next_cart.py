"""Each settlement takes what was bought out of the cart, however often it comes: the next purchase's goods too.

woocommerce-gateway-stripe #5204 is about clearing carts from several places; late news clears the next one.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
            if cart.open_intent != intent_id:
                return cart
            left""",
            "            left",
        ),
        Edit(
            "settlement.py",
            """\
            self._carts.take_out_bought(intent.user_id, intent.payment_intent_id, intent.lines)
            self._intents.move(intent, PAID, to_leave=(RESERVING, OPEN))
""",
            """\
            self._intents.move(intent, PAID, to_leave=(RESERVING, OPEN))
        self._carts.take_out_bought(intent.user_id, intent.payment_intent_id, intent.lines)
""",
        ),
    ),
    cases=("test_the_next_cart_outlives_late_news",),
    run=("scenarios/test_webhooks.py", "scenarios/test_success_cards.py", "--quick"),
)
