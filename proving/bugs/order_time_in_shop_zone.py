"""The time of an order is the clock on the shop's wall (two hours ahead), written as if it were UTC.

Harm: orders come from the future, fall on the wrong day and month in the books, and the time to withdraw ends at the
wrong moment. Shows in created_at of GET /api/orders: two hours after the call. Sources: woocommerce #34874 and #34147,
nopCommerce's api-plugin #116 (created_on_utc).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            "from datetime import UTC, datetime\n",
            "from datetime import UTC, datetime, timedelta, timezone\n",
        ),
        Edit(
            "orders.py",
            '"created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),',
            """\
"created_at": datetime.now(SHOP_ZONE).replace(tzinfo=UTC).isoformat(timespec="milliseconds"),""",
        ),
        Edit(
            "orders.py",
            'PAID, PARTIALLY_REFUNDED, REFUNDED = "paid", "partially_refunded", "refunded"\n',
            """\
PAID, PARTIALLY_REFUNDED, REFUNDED = "paid", "partially_refunded", "refunded"
SHOP_ZONE = timezone(timedelta(hours=2))
""",
        ),
    ),
    codes=("time_told_wrong",),
    cases=("test_two_products_of_one_title",),
    run=("scenarios/shown/test_goods_as_told.py",),
)
