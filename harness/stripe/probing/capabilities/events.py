"""Everything that happens to a payment is an event that can be listed, by type."""

from functools import partial

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/events/list"
BUILDS_ON = ()
TYPES = ("payment_intent.created", "payment_intent.succeeded", "charge.succeeded", "charge.refunded")
SECONDS = 8.0


def ask(backend: Backend) -> None:
    """Pay, refund, and look for the events of both."""
    paid = backend.paid()
    backend.client.post("/v1/refunds", {"payment_intent": paid["id"]}).ok("a refund")
    for type_ in TYPES:
        if not backend.client.until(partial(_listed, backend, paid["id"], type_), SECONDS):
            raise Deviation(f"tells no {type_} of a payment in GET /v1/events")


def _listed(backend: Backend, intent_id: str, type_: str) -> bool:
    rows = backend.client.listed(f"/v1/events?limit=100&type={type_}")
    subjects = [row["data"]["object"] for row in rows]
    return any(intent_id in (subject.get("id"), subject.get("payment_intent")) for subject in subjects)
