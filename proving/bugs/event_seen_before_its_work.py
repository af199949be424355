"""An event is noted as seen before it is acted on: when the work fails, Stripe's retry is taken for a repetition.

AI-Shipping-Labs/website #285, unicon #42: marked as processed, failed, never healed.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            "        self._gateway, self._intents, self._settlement, self._refunds = gateway, "
            "intents, settlement, refunds\n",
            """\
        self._gateway, self._intents, self._settlement, self._refunds = gateway, intents, settlement, refunds
        self._seen: set[str] = set()
""",
        ),
        Edit(
            "webhooks.py",
            "        kind, subject = _read(event)\n",
            """\
        kind, subject = _read(event)
        if event["id"] in self._seen:
            return
        self._seen.add(event["id"])
""",
        ),
    ),
    cases=("test_an_outage_while_a_webhook_settles",),
    run=("scenarios/test_stripe_outages.py", "-k", "webhook"),
)
