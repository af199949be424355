"""A payment is marked as done, then the order is written: a process that ends in between leaves money without it.

medusa #13301, woocommerce-gateway-stripe #3725: halted after the charge. Whoever comes next reads "done" and stops.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            """\
            order = self._orders.create(intent)
            for line""",
            """\
            self._intents.move(intent, PAID, to_leave=(RESERVING, OPEN))
            order = self._orders.create(intent)
            for line""",
        ),
        Edit(
            "settlement.py",
            """\
            self._intents.move(intent, PAID, to_leave=(RESERVING, OPEN))
        order = order""",
            "        order = order",
        ),
    ),
    codes=("money_without_order",),
    run=("scenarios/test_races.py", "-k", "webhook or settlement"),
    caught=False,
    reason="no case ends the checkout between two of its own writes",
)
