"""The news that an attempt failed comes after the payment went through, and the paid order is called off.

nearmerch #209, saleor #8587: events come in any order, and payment_failed is about one attempt.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            """\
        if kind in REFUND_EVENTS:
            self._refunds.reflect(intent)
""",
            """\
        if kind == "payment_intent.payment_failed":
            self._refunds.call_off(intent)
        elif kind in REFUND_EVENTS:
            self._refunds.reflect(intent)
""",
        ),
        Edit(
            "refunds.py",
            "    def _order(self, intent: Intent) -> Order | None:\n",
            '    def call_off(self, intent: Intent) -> None:\n        """The payment failed: the '
            'order is void."""\n        order = self._orders.of_intent(intent)\n        if order is '
            """\
not None:
            self._orders.reflect(order, order.amount, restock=True, next_round=False)

    def _order(self, intent: Intent) -> Order | None:
""",
        ),
    ),
    codes=("refund_without_money",),
    cases=("test_a_late_failure_does_not_spoil_the_order",),
    run=("scenarios/test_webhooks.py", "-k", "spoil"),
)
