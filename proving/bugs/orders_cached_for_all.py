"""The list of orders is kept for some seconds, under its address: whoever asks next gets what the one before got.

shopware #8889, magento2 #14049, openfoodnetwork #9991: caches whose key lacks the shopper.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/orders.py",
            "    return OrderList(orders=[_public(order) for order in shop.orders.of_user(caller.user_id)])\n",
            """\
    until, kept = KEPT.get("/api/orders", (0.0, None))
    if kept is None or until < monotonic():
        kept = OrderList(orders=[_public(order) for order in shop.orders.of_user(caller.user_id)])
        KEPT["/api/orders"] = (monotonic() + 1, kept)
    return kept
""",
        ),
        Edit(
            "api/orders.py",
            "FIELDS = (",
            """\
KEPT: dict[str, tuple[float, OrderList]] = {}
FIELDS = (""",
        ),
        Edit(
            "api/orders.py",
            "from fastapi import APIRouter\n",
            """\
from time import monotonic

from fastapi import APIRouter
""",
        ),
    ),
    codes=("others_data_shown",),
    cases=("test_another_users_order_cannot_be_seen",),
    run=("scenarios/test_access.py", "-k", "order"),
)
