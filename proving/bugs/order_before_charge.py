"""Paying at the server writes the order first and charges then, "so that none is lost": a decline is delivered.

Wang et al., IEEE S&P 2011, "avoid payment"; UltraCart responsive_checkout #108: declined, and the order is placed.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            "    def give_up(self, intent: Intent) -> None:\n",
            '    def place(self, intent: Intent) -> None:\n        """Write the order, so that it '
            'cannot be lost."""\n        self._orders.create(intent)\n\n    def give_up(self, '
            "intent: Intent) -> None:\n",
        ),
        Edit(
            "payments.py",
            """\
        try:
            payment = self._gateway.confirm(""",
            """\
        self._settlement.place(intent)
        try:
            payment = self._gateway.confirm(""",
        ),
    ),
    codes=("order_without_money",),
    cases=("test_a_declined_token_buys_nothing",),
    run=("scenarios/test_declines.py", "-k", "token"),
)
