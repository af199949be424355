"""Stripe's whole answer is logged: the client secret of every payment is in it, and who reads the log can pay with it.

It must not be stored or logged, says docs.stripe.com/api/payment_intents/object (client_secret).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            "def _payment(intent: dict[str, Any]) -> Payment:\n",
            "def _payment(intent: dict[str, Any]) -> Payment:\n"
            '    LOG.warning("Stripe answered %s", json.dumps(intent, default=str))\n',
        ),
    ),
    codes=("secret_in_log",),
    run=("scenarios/test_mail.py",),
)
