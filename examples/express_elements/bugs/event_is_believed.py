"""express.json() had eaten the raw body and the signature never matched, so the event is taken as it comes."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "server.js",
            (
                '    event = stripe.webhooks.constructEvent(request.body, request.get("stripe-signature"), '
                "STRIPE_WEBHOOK_SECRET);\n"
            ),
            "    event = JSON.parse(request.body);\n",
        ),
    ),
    codes=("webhook_signature_accepted",),
    run=("contracts/test_webhook_signatures.py",),
)
