"""Each payment is begun with a Stripe client of its own, which is remembered with its key: the connection of each stays
open, until the process has no file left to open.

requests' documentation, "Session objects": a session keeps its connections. Seen wherever a client is made for each
request or account and cached: stripe-python's README asks for one client.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            "        self._webhook_secret = settings.stripe_webhook_secret\n",
            """\
        self._webhook_secret = settings.stripe_webhook_secret
        self._settings, self._clients = settings, dict[str, stripe.StripeClient]()
""",
        ),
        Edit(
            "stripe_gateway.py",
            '            intent = self._client.v1.payment_intents.create(params, {"idempotency_key": key})\n',
            """\
            client = self._clients.setdefault(key, StripeGateway(self._settings)._client)
            intent = client.v1.payment_intents.create(params, {"idempotency_key": key})
""",
        ),
    ),
    codes=("resource_leak",),
    cases=("test_stories_leave_nothing_open",),
    run=("scenarios/faults/test_resources.py",),
)
