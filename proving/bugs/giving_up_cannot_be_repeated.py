"""A state that is reached already counts as refused, so giving up a payment does nothing the second time: when the
second line of a cart is sold out by a faster shopper, or the process dies before the units are returned, the units
that were reserved are never on sale again. Stock that is lost to canceled payments: medusajs/medusa issue 16398.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "intents.py",
            '        values = {f"s{number}": old for number, old in enumerate((*to_leave, state))}\n',
            '        values = {f"s{number}": old for number, old in enumerate(to_leave)}\n',
        ),
    ),
    codes=("stock_lost",),
    cases=("test_held[two shoppers and the last pieces-after]",),
    run=("scenarios/faults/test_held_wires.py", "-k", "last"),
)
