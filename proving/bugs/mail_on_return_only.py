"""The mail is sent by the page to which the shopper returns: an order that the webhook makes is confirmed to nobody.

medusa #2341: what only the storefront does is not done for whoever closes the tab.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "settlement.py",
            """\
        self._mail.confirm(order)
        return order
""",
            "        return order\n",
        ),
        Edit(
            "payments.py",
            "        error = settled.payment.last_error\n",
            """\
        if settled.order is not None:
            self._settlement.thank(settled.order)
        error = settled.payment.last_error
""",
        ),
        Edit(
            "settlement.py",
            "    def give_up(self, intent: Intent) -> None:\n",
            '    def thank(self, order: Order) -> None:\n        """Mail the confirmation."""\n     '
            """\
   self._mail.confirm(order)

    def give_up(self, intent: Intent) -> None:
""",
        ),
    ),
    cases=("test_the_webhook_alone_sends_the_mail",),
    run=("scenarios/test_mail.py",),
)
