"""Where no webhook secret is configured, the webhook takes everything instead of nothing.

quorant #14 and workshop #13: the check "fails open". It shows only where the secret is missing in production.
"""

from proving.bug import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            raise ValueError("STRIPE_WEBHOOK_SECRET is not set, so no webhook can be trusted")\n',
            "            event = json.loads(body)\n            return dict(event) if isinstance(event, dict) else {}\n",
        ),
    ),
    cases=("test_webhooks.py",),
    run=("scenarios/test_webhooks.py",),
    caught=False,
    reason="the gate always sets a secret",
)
