"""The token is checked, and then whose order it is, is not: any shopper reads and refunds any order."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("payments.py", "    if order is None or order.user != user.id:", "    if order is None:"),),
    codes=("not_refused",),
    run=("scenarios/test_access.py",),
)
