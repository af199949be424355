"""News of a refund that comes before the news of its payment is dropped: there is no order yet to write it on.

Harm: the order that is made a moment later says paid for ever though the money went back, and the goods are sent.
Shows when charge.refunded is delivered before payment_intent.succeeded: amount_refunded stays 0. Sources:
integrallis/stripe_event #75, docs.stripe.com/webhooks (no order of events is guaranteed).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "            order = self._order(intent)  # read before",
            "            order = self._orders.of_intent(intent)  # read before",
        ),
    ),
    cases=("test_each_order_of_events_told_once",),
    run=(
        "contracts/test_webhook_deliveries.py",
        "-k",
        "told_once",
    ),
)
