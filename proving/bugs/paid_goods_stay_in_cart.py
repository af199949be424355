"""Nothing takes out of the cart what was paid for: whoever looks again thinks that it failed, and pays again.

woocommerce-gateway-stripe #5854 and #5204, wp-calypso #30828: two paid orders for the same goods.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            "            self._carts.take_out_bought(intent.user_id, intent.payment_intent_id, intent.lines)\n",
            "            self._carts.close_intent(intent.user_id, intent.payment_intent_id)\n",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_success_cards",),
    run=("scenarios/test_success_cards.py", "--quick"),
)
