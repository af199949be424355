"""Whoever opens the success page has paid: nobody asks Stripe whether the session is.

The address is in the browser's history of everybody who ever paid, and Stripe sends the browser there only by
custom.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("shop.py", '    if checkout_session.payment_status == "unpaid":\n        return\n', ""),),
    codes=("order_without_money",),
    run=("--quick", "scenarios/test_declines.py"),
)
