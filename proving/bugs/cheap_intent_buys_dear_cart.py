"""The order is made from the cart as it is when the money comes, not as it was when the payment was made.

evershop #1025, paid-memberships-pro #3767: begin to pay for one unit, put nine more into the cart, pay, get ten.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            "            order = self._orders.create(intent)\n",
            "            order = self._orders.create(replace(intent, lines=self._carts.get(intent.user_id).lines))\n",
        ),
        Edit("settlement.py", "from dataclasses import dataclass\n", "from dataclasses import dataclass, replace\n"),
    ),
    codes=("amounts_disagree",),
    cases=("test_an_item_added_while_paying", "test_an_item_removed_while_paying"),
    run=("scenarios/test_cart_edges.py",),
)
