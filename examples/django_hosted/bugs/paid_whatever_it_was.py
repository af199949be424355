"""fulfill() sets the order to paid without a look at what it is: the webhook that comes late makes a cancelled order
paid.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store/payments.py",
            "order is None or order.status != Order.Status.PENDING or session",
            "order is None or session",
        ),
    ),
    codes=("oversold",),
    run=("scenarios/test_webhooks.py",),
)
