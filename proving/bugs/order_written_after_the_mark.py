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
    codes=("stuck",),
    cases=("test_each_change_is_lost_with_its_retries[never come back-before",),
    run=("scenarios/faults/test_sweep.py", "-k", "never"),
)
