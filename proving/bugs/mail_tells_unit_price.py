"""The confirmation mail shows the price of one unit beside `3 x Mug`, so its lines do not add up to its total; every
buyer of two or more of a thing sees it. Seen in saleor/saleor-storefront pull 890 and (the other way round)
magento/magento2 issue 30283.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            "amount_text(line.price * line.quantity, order.currency)",
            "amount_text(line.price, order.currency)",
        ),
    ),
    cases=("test_what_the_lines_cost_is_what_all_costs",),
    run=("contracts/test_order_mail.py", "-k", "lines"),
)
