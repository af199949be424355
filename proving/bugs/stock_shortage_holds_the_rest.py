"""A cart of which one thing is sold out is refused, and what of the others was reserved already stays reserved.

Hi.Events #598 kept the goods of orders that came to nothing; here a refusal does it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("payments.py", "        _check_stock(cart)\n", ""),
        Edit(
            "payments.py",
            '            self._withdraw(cart, intent, payment)\n            raise conflict("out_of_stock"',
            '            raise conflict("out_of_stock"',
        ),
    ),
    cases=("test_a_shortage_holds_nothing",),
    run=("scenarios/test_cart_edges.py", "-k", "shortage or sold or more"),
)
