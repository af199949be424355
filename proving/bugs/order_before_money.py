"""The order is written when the payment begins, "so that the page after paying has a number to show".

Who never pays, or whose card is declined, has a paid order all the same. The class "avoid payment" of Wang et
al., IEEE S&P 2011.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            "    def give_up(self, intent: Intent) -> None:\n",
            '''\
    def place(self, intent: Intent) -> None:
        """Write the order at once, so that the next page has its number."""
        self._orders.create(intent)

    def give_up(self, intent: Intent) -> None:
''',
        ),
        Edit(
            "payments.py",
            "        noted = self._carts.open_intent(cart.cart, payment.id)\n",
            """\
        noted = self._carts.open_intent(cart.cart, payment.id)
        if noted:
            self._settlement.place(intent)
""",
        ),
    ),
    codes=("order_without_money",),
    cases=(
        "test_another_users_intent_cannot_be_confirmed[settled-None]",
        "test_an_abandoned_authentication_sells_nothing",
    ),
    run=("scenarios/test_access.py", "scenarios/test_three_d_secure.py", "-k", "another or abandon"),
)
