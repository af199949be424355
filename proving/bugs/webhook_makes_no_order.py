"""Only the browser's return makes an order, a webhook does nothing: who closes the tab has paid for nothing.

medusa #2341, woocommerce-gateway-stripe #2249: the shopper does not come back, and the order stays open.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            "            self._settlement.settle(intent, self._gateway.retrieve(intent_id))",
            "            self._gateway.retrieve(intent_id)",
        ),
    ),
    codes=("money_without_order",),
    cases=("test_the_webhook_alone_sends_the_mail",),
    run=("scenarios/test_mail.py", "-k", "alone"),
)
