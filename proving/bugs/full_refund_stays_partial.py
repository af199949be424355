"""An order whose money went back whole says partially_refunded for ever, not refunded: `>` where `>=` belongs.

Harm: the shopper and the books read that a rest is still owed. Shows in GET /api/orders after a full refund (status),
and in the orders table. Sources: relational operator replacement, the commonest boundary mutant; the states of
thirtybees #949 and emfcamp/Website #413.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            "    if refunded >= amount:\n",
            "    if refunded > amount:\n",
        ),
    ),
    cases=("test_a_full_refund",),
    run=(
        "scenarios/test_refunds.py",
        "-k",
        "full_refund",
    ),
)
