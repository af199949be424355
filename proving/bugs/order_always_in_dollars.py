"""Every order is written in dollars, whatever the shopper paid in: the shop was built for one country.

Of the class of Dolibarr #37650 and Paymenter #1258: code that has seen one currency. 500 yen become 5 dollars.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("orders.py", '            "currency": intent.currency,\n', '            "currency": "usd",\n'),),
    codes=("amounts_disagree",),
    cases=("test_currencies",),
    run=("scenarios/test_currencies.py", "-k", "amount"),
)
