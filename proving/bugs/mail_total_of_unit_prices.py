"""The mail's total adds up one unit of each line, while seven were charged: it is less than what the bank tells.

A second place that computes a total; no report of it is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            "amount_text(order.amount, order.currency)",
            "amount_text(sum(line.price for line in order.items), order.currency)",
        ),
    ),
    codes=("mail_not_as_ordered",),
    cases=("test_several_products_make_one_order",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several"),
)
