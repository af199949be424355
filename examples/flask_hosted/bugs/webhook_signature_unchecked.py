"""The signature "never matched locally", so the event is read from the JSON: anybody may post one."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "shop.py",
            (
                "        event = stripe.Webhook.construct_event(\n"
                '            request.get_data(), request.headers.get("Stripe-Signature", ""), WEBHOOK_SECRET\n'
                "        )\n"
            ),
            ("        event = stripe.Event.construct_from(request.get_json(force=True), stripe.api_key)\n"),
        ),
    ),
    codes=("webhook_signature_accepted",),
    run=("contracts/test_webhook_signatures.py",),
)
