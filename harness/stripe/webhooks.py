"""Webhooks as Stripe sends them to the checkout: signed, forged, stale, repeated; https://docs.stripe.com/webhooks."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from harness.checkouts import NotOffered
from harness.core.awaiting import eventually
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.history import History
from harness.core.http import Http
from harness.stripe import signing
from harness.stripe.view import StripeView

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

FAULTS = "/_localstack/stripe/webhook_faults"
# More deliveries than a payment has.
ALL = 100
AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


class Webhooks:
    """The sender's side of the checkout's webhook."""

    def __init__(self, stack: "Stack", view: StripeView, history: History | None = None) -> None:
        self._stack, self._view, self._path, self._history = stack, view, stack.webhook_path, history
        self._shop = Http(stack.checkout_url, actor="stripe", system="checkout", history=history)
        self._stripe = Http(stack.stripe_url, actor="harness", system="stripe", history=None)

    def sign(self, payload: str, secret: str | None = None, timestamp: int | None = None, scheme: str = "v1") -> str:
        """The `Stripe-Signature` header of a payload; each argument can be given wrong on purpose."""
        key = self._stack.webhook_secret if secret is None else secret
        return signing.header(payload, key, at=timestamp, scheme=scheme)

    def post(self, event: dict[str, Any] | str, header: str | None = None, **sign: Any) -> Exchange:
        """Deliver an event (or any text) as Stripe would, signed now unless a header is given ("" sends none)."""
        payload = event if isinstance(event, str) else json.dumps(event, indent=2)
        signature = self.sign(payload, **sign) if header is None else header
        good = "none" if not signature else "good" if header is None and not sign else "bad"
        if not self._path:
            raise NotOffered("webhook")
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": AGENT}
        named = event if isinstance(event, dict) else {}
        return self._shop.send(
            "POST",
            self._path,
            operation="webhook",
            data=payload,
            headers={**headers, **({"Stripe-Signature": signature} if signature else {})},
            event_id=named.get("id"),
            event_type=named.get("type"),
            signature=good,
        )

    def deliver(self, event: dict[str, Any] | str, header: str | None = None) -> Exchange:
        """Deliver an event, signed now or with this right signature; Failure unless the checkout takes it (any 2xx), or
        refuses (4xx) a type that it does not register for: Stripe would not send it that."""
        answer = self.post(event, header)
        if answer.status // 100 == 2 or (answer.status // 100 == 4 and not self._registers_for(event)):
            return answer
        raise Failure(
            "webhook_not_taken",
            "The checkout did not take an event of Stripe's",
            let=f"Stripe deliver {_name_of(event)}, rightly signed",
            then="the checkout answers 2xx",
            however=f"it answered {answer.status}: {answer.text[:300]}",
            exchange=answer,
        )

    def _registers_for(self, event: dict[str, Any] | str) -> bool:
        type = json.loads(event)["type"] if isinstance(event, str) else event["type"]
        return self._stack.hears(type)

    def event_for(self, object_id: str, type: str, deadline: float = 5.0) -> dict[str, Any]:
        """Stripe's newest event of this type about an object, awaited; as the JSON that Stripe sends."""

        def found() -> dict[str, Any] | None:
            events = self._view.events(type, object_id)
            return events[0] if events else None

        return eventually(found, reason=f"Stripe's {type} event of {object_id}", deadline=deadline) or {}

    def redeliver(self, event_id: str, times: int = 1) -> Exchange:
        """Let Stripe deliver an event again, newly signed; needs the emulator's introspection."""
        if self._history is not None:
            self._history.record("webhook", "harness", "redeliver", event_id=event_id, times=times)
        body = {"event_id": event_id, "times": times, "account": self._stack.account}
        return self._stripe.send(
            "POST", "/_localstack/stripe/webhook_deliveries", operation="redeliver", json_body=body
        )

    @contextmanager
    def held(self, *about: str) -> Iterator[None]:
        """Keep back, until the block ends, what Stripe is to deliver of events whose JSON has one of these ids (or
        other texts) in it; then deliver it. Needs the emulator's introspection."""
        with ExitStack() as held:
            for text in about:
                held.enter_context(self._held(text))
            yield

    @contextmanager
    def _held(self, text: str) -> Iterator[None]:
        rule = {"kind": "reorder", "account": self._stack.account, "contains": text, "times": ALL, "size": ALL}
        planned = self._stripe.send("POST", FAULTS, operation="hold_webhooks", json_body=rule).expect(200).json()
        try:
            yield
        finally:
            path = f"{FAULTS}?id={planned['id']}&account={self._stack.account}"
            self._stripe.send("DELETE", path, operation="hold_webhooks").expect(200)

    def deliveries(self, event_id: str | None = None) -> list[dict[str, Any]]:
        """What Stripe delivered to the checkout so far (all, or one event), oldest first; from the introspection."""
        path = f"/_localstack/stripe/webhook_deliveries?account={self._stack.account}"
        document = self._stripe.send("GET", path, operation="deliveries").expect(200).json()
        rows: list[dict[str, Any]] = document["data"]
        return [row for row in rows if event_id in (None, row["event_id"])]

    def close(self) -> None:
        """Close the connections."""
        self._shop.close()
        self._stripe.close()


def _name_of(event: dict[str, Any] | str) -> str:
    return f"{event.get('type')} {event.get('id')}" if isinstance(event, dict) else "an event"
