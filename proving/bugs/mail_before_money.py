""" "Thank you for your order" is mailed when the payment begins: who is declined, or walks away, is thanked as well.

saleor #3527, thelia #1258, magento2 #17318, wirecard/magento2-ee #339: confirmed by mail, never paid.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            "    def confirm(self, order: Order) -> None:\n",
            '    def promise(self, email: str, order_id: str) -> None:\n        """Tell the '
            'shopper at once that the order came in."""\n        body = {"Text": _part(f"Thank you '
            'for your order.\\n\\nOrder {order_id}")}\n        message = {"Subject": _part(f"Your '
            """\
order {order_id}"), "Body": body}
        self._client.send_email(Source=self._sender, Destination={"ToAddresses": [email]}, Message=message)

    def confirm(self, order: Order) -> None:
""",
        ),
        Edit(
            "settlement.py",
            "    def give_up(self, intent: Intent) -> None:\n",
            '    def announce(self, intent: Intent) -> None:\n        """Thank the shopper."""\n    '
            """\
    self._mail.promise(intent.email, order_id_of(intent.payment_intent_id))

    def give_up(self, intent: Intent) -> None:
""",
        ),
        Edit(
            "settlement.py",
            "from checkout.orders import Order, Orders\n",
            "from checkout.orders import Order, Orders, order_id_of\n",
        ),
        Edit(
            "payments.py",
            "        noted = self._carts.open_intent(cart.cart, payment.id)\n",
            """\
        noted = self._carts.open_intent(cart.cart, payment.id)
        if noted:
            self._settlement.announce(intent)
""",
        ),
    ),
    cases=("test_a_decline_sends_no_mail", "test_an_abandoned_challenge_sends_no_mail"),
    run=("scenarios/test_mail.py",),
)
