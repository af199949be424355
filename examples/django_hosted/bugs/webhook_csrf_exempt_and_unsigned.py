"""csrf_exempt was needed, the signature seemed not to be: json.loads(request.body) is the event."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store/views.py",
            (
                "        event = stripe.Webhook.construct_event(request.body, signature, "
                "settings.STRIPE_WEBHOOK_SECRET)\n"
            ),
            "        event = stripe.Event.construct_from(json.loads(request.body), signature)\n",
        ),
        Edit("store/views.py", "import stripe\n", "import json\n\nimport stripe\n"),
    ),
    codes=("webhook_signature_accepted",),
    run=("contracts/test_webhook_signatures.py",),
)
