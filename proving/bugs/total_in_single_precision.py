"""Totals go through a four-byte float (a FLOAT column): from 16,777,217 minor units on the last digits are wrong.

Harm: who buys for 333,333.33 is charged 333,333.32, at 999,999.99 a whole cent too much, and lines and amount of the
order disagree. Shows in total of GET /api/cart and the PaymentIntent's amount for dear carts, or carts in yen or won.
Sources: ABTech/tracker #585, litecart #423, saproto #1476.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "lines.py",
            "    return sum(line.price * line.quantity for line in lines)\n",
            '    return int(array("f", [sum(line.price * line.quantity for line in lines)])[0])\n',
        ),
        Edit(
            "lines.py",
            "from collections.abc import Iterable\n",
            """\
from array import array
from collections.abc import Iterable
""",
        ),
    ),
    cases=("test_the_largest_amount",),
    run=(
        "scenarios/test_cart_edges.py",
        "-k",
        "largest",
    ),
)
