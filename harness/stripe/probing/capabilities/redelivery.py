"""An event can be delivered again, newly signed (in Stripe's dashboard; here by the introspection)."""

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/webhooks#retries"
BUILDS_ON = ("webhook_deliveries",)
LOG = "/_localstack/stripe/webhook_deliveries"


def ask(backend: Backend) -> None:
    """Ask for one delivery more of an event to the checkout: known as such, or the operation is not there."""
    paid = backend.paid()
    rows = backend.client.listed("/v1/events?limit=100&type=payment_intent.succeeded")
    event = next((row for row in rows if row["data"]["object"].get("id") == paid["id"]), None)
    if event is None:
        raise Deviation("tells no payment_intent.succeeded of a payment in GET /v1/events")
    body = {"event_id": event["id"], "times": 1, "account": backend.stack.account}
    answer = backend.client.json("POST", LOG, body)
    if answer.status != 200:
        raise Deviation(f"answers {answer.summary()} to POST {LOG}")
