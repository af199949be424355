"""Events are delivered to the checkout's webhook, signed."""

from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from harness.stripe.probing.kit.backend import Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/events/object#event_object-pending_webhooks"
BUILDS_ON = ("events",)
# Of a payment that is made and given back, those that a checkout most likely registers for first.
TYPES = ("payment_intent.succeeded", "charge.succeeded", "payment_intent.created", "charge.refunded")
# For a checkout that hears of nothing but its sessions.
COMPLETED, EXPIRED = "checkout.session.completed", "checkout.session.expired"
SESSION = {
    "mode": "payment",
    "success_url": "https://shop.example/thanks",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "1000",
    "line_items[0][price_data][product_data][name]": "A probe",
}
# What is typed into Stripe's page.
CARD = {
    "action": "pay",
    "method": "card",
    "email": "probe@shop.example",
    "cardNumber": "4242424242424242",
    "cardExpiry": "1234",
    "cardCvc": "123",
    "billingName": "A Probe",
}
SECONDS = 8.0
LOG = "/_localstack/stripe/webhook_deliveries"


def ask(backend: Backend) -> None:
    """Pay, refund (or complete a session, or let it expire), and see an event of it arrive at the checkout.

    It arrived when no delivery of it is pending any more, or when the log of deliveries (where there is one) holds an
    answer of the checkout, whatever it was: what a checkout answers is for the suites to judge.
    """
    known = (*TYPES, COMPLETED, EXPIRED)
    wanted = [one for one in known if any(fnmatchcase(one, pattern) for pattern in backend.stack.webhook_events)]
    if not wanted:
        raise Deviation("could not be asked: the checkout registered for no event of a payment")
    about = _session(backend, wanted[0]) if wanted[0] in (COMPLETED, EXPIRED) else _payment(backend)
    delivery = _Delivery(backend, about, wanted[0])
    if not backend.client.until(delivery.arrived, SECONDS):
        raise Deviation(delivery.instead())


def _payment(backend: Backend) -> str:
    paid = backend.paid()
    backend.client.post("/v1/refunds", {"payment_intent": paid["id"]}).ok("a refund")
    return str(paid["id"])


def _session(backend: Backend, type_: str) -> str:
    """A Checkout Session about which there is an event of this type."""
    session = backend.client.post("/v1/checkout/sessions", SESSION).ok("a Checkout Session")
    if type_ == EXPIRED:
        backend.client.post(f"/v1/checkout/sessions/{session['id']}/expire", {}).ok("the expiry of a session")
    else:
        backend.client.post(urlsplit(session["url"]).path, CARD)
    return str(session["id"])


class _Delivery:
    """What was seen of one event so far."""

    def __init__(self, backend: Backend, about: str, type_: str) -> None:
        self._backend, self._about, self._type = backend, about, type_
        self._event: dict[str, Any] = {}
        self._pending, self._error = False, ""

    def arrived(self) -> bool:
        """Look once more."""
        self._event = self._read()
        if not self._event:
            return False
        self._pending = self._pending or self._event["pending_webhooks"] > 0
        log = self._backend.client.json("GET", f"{LOG}?event_id={self._event['id']}")
        if log.status == 200:
            attempts = (log.json or {}).get("data") or []
            self._error = next((str(one["error"]) for one in attempts if one["error"]), self._error)
            return any(one["status"] is not None and one["signature"] for one in attempts)
        return self._event["pending_webhooks"] == 0 and (self._pending or self._registered())

    def instead(self) -> str:
        """What came instead of a delivery."""
        if not self._event:
            return f"tells no {self._type} of a payment in GET /v1/events"
        if self._error:
            return f"does not reach the checkout's webhook: {self._error}"
        refused = ", or the checkout refused it" if self._pending else ""
        return f"got no {self._type} delivered to the checkout's webhook within {SECONDS:g} s{refused}"

    def _read(self) -> dict[str, Any]:
        """The event as it is now; found in the list the first time."""
        if self._event:
            return self._backend.client.get(f"/v1/events/{self._event['id']}").ok("GET /v1/events/{id}")
        rows = self._backend.client.listed(f"/v1/events?limit=100&type={self._type}")
        return next((row for row in rows if self._is_ours(row["data"]["object"])), {})

    def _is_ours(self, subject: dict[str, Any]) -> bool:
        return self._about in (subject.get("id"), subject.get("payment_intent"))

    def _registered(self) -> bool:
        """Whether there is an endpoint for it; https://docs.stripe.com/api/webhook_endpoints/list."""
        rows = self._backend.client.listed("/v1/webhook_endpoints?limit=100")
        return any({"*", self._type} & set(row["enabled_events"]) for row in rows if row["status"] == "enabled")
