"""A payment that is replaced or canceled keeps the goods it had reserved: the shelf empties without a sale.

The other side of overselling (OpenCart CVE-2025-15116, shopware #11245); Hi.Events #598 kept orders reserved likewise.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            "        for line in intent.lines:\n            self._stock.release(intent.payment_intent_id, line)\n",
            "",
        ),
    ),
    codes=("stock_lost",),
    cases=("test_two_tabs_pay_once",),
    run=("scenarios/test_cart_edges.py",),
)
