"""The success page and the webhook both fulfil the order, and neither looks whether it was done: the stock goes down
twice.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("shop.py", '    if order is None or order["status"] != "pending":', "    if order is None:"),),
    codes=("stock_lost",),
    run=("--quick", "scenarios/test_success_cards.py"),
)
