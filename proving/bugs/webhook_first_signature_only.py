"""Of several v1 signatures in the header only the first is looked at.

Harm: while the signing secret is being rolled Stripe signs with both for up to a day (docs.stripe.com/webhooks, roll
endpoint secrets); half of the configurations then refuse every event, and payments of people who closed the page make
no order. Shows at the webhook: `t=..,v1=<other>,v1=<right>` is answered 400. Source: hand-written verifiers that split
the header into a dict.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            """\
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
""",
            """\
        parts: dict[str, str] = {}
        for part in signature.split(","):
            name, _, value = part.partition("=")
            parts.setdefault(name.strip(), value.strip())
        signature = ",".join(f"{name}={value}" for name, value in parts.items())
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
""",
        ),
    ),
    cases=("test_a_good_signature_is_taken",),
    run=(
        "contracts/test_webhook_signatures.py",
        "-k",
        "good",
    ),
)
