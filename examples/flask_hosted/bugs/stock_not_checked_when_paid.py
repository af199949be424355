"""The stock is looked at when the page opens, and taken when it is paid, without another look: the last unit is sold
to everybody who had the page open.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "shop.py",
            (
                '            "update products set stock = stock - ? where id = ? and stock >= ?",\n'
                '            (item["quantity"], item["product_id"], item["quantity"]),\n'
            ),
            (
                '            "update products set stock = stock - ? where id = ?",\n'
                '            (item["quantity"], item["product_id"]),\n'
            ),
        ),
    ),
    codes=("stock_negative",),
    run=("scenarios/test_races.py",),
)
