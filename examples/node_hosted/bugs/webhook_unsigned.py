"""The webhook secret "was not set on staging": the event is parsed and believed."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "server.js",
            "    event = stripe.webhooks.constructEvent(body, signature, STRIPE_WEBHOOK_SECRET);\n",
            "    event = JSON.parse(body);\n",
        ),
    ),
    codes=("webhook_signature_accepted",),
    run=("contracts/test_webhook_signatures.py",),
)
