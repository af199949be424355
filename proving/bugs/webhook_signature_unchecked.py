"""The webhook takes whatever is posted: the signature is read and not verified.

jobseek #3253, Cogtrix #119, Eventra #15837, elizaOS #10139, workshop #13 (a flag whose default is off).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            """\
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
""",
            "",
        ),
    ),
    codes=("webhook_signature_accepted",),
    cases=(
        "test_a_forged_webhook_is_refused[one_digit_off]",
        "test_a_forged_webhook_is_refused[of_the_body_re_serialised]",
    ),
    run=("contracts/test_webhook_signatures.py",),
)
