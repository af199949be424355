"""A cart's write whose answer was lost is repeated by the SDK; its condition does not hold any more, and two are added.

The reference shop had it itself, until the sweep lost that answer.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("carts.py", "            if name in cart.changes:\n                return cart\n", ""),),
    codes=("unexpected_value",),
    cases=("test_each_change_is_lost_once[one more unit]",),
    run=("scenarios/faults/test_sweep.py", "-k", "one_more or more"),
)
