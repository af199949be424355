"""Where no webhook secret is configured, the webhook takes everything instead of nothing.

quorant #14 and workshop #13: the check "fails open". It shows only where the secret is missing in production.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            raise ValueError("STRIPE_WEBHOOK_SECRET is not set, so no webhook can be trusted")\n',
            "            event = json.loads(body)\n            return dict(event) if isinstance(event, dict) else {}\n",
        ),
    ),
    codes=("webhook_open_without_secret",),
    cases=("test_without_a_secret_nothing_is_trusted[unset]", "test_without_a_secret_nothing_is_trusted[empty]"),
    run=("contracts/test_webhook_secret.py",),
)
