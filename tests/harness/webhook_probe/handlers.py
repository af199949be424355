"""Webhook handlers on loopback: a good one, and each defect as one word that makes it otherwise.

They verify and ask with Stripe's own SDK. `GET /effects` shows what their work has changed. By itself:
`python -m tests.harness.webhook_probe.handlers PORT STRIPE_URL DEFECT...`
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

SECRET, KEY = "whsec_of_the_handler_under_test", "sk_test_webhook"
SLOW_SECONDS, GAP_SECONDS, SMALL_BODY = 0.8, 0.02, 20_000
KNOWN = (
    "payment_intent.payment_failed", "charge.dispute.created", "checkout.session.completed", "invoice.paid",
    "invoice.payment_failed",
)  # fmt: skip
Object = dict[str, Any]


class Refused(Exception):
    """An answer that is no 2xx."""


class Shop:
    """What a handler's work changes, and how it works."""

    def __init__(self, stripe_url: str, *defects: str) -> None:
        self.defects, self.seen, self.lock = frozenset(defects), set[str](), threading.Lock()
        self.orders: dict[str, Object] = {}
        self.shipped, self.total, self.received = 0, 0, 0
        self.leave: Callable[[], None] = lambda: None
        self.client = stripe.StripeClient(KEY, base_addresses={"api": stripe_url}, max_network_retries=0)

    def has(self, defect: str) -> bool:
        return defect in self.defects

    def effects(self) -> Object:
        """As a shop's own pages would show it."""
        shown: Object = {"orders": self.orders, "shipped": self.shipped, "total": self.total}
        return {**shown, "received": self.received} if self.has("restless") else shown

    def receive(self, body: bytes, header: str | None) -> None:
        """Handle one delivery; Refused, or any other error, is an answer of its own."""
        self.received += 1
        if self.has("early") and b'"account": "acct' not in body and self.is_new(json.loads(body)["id"]):
            self.act(json.loads(body))
        if self.has("large") and len(body) > SMALL_BODY:
            raise Refused(413)
        event = self.verified(body, header)
        if self.has("strict") and "arrived_by" in event:
            raise Refused(422)
        if self.has("versions") and event["api_version"] < "2025":
            raise KeyError("parent")
        if self.has("slow"):
            threading.Event().wait(SLOW_SECONDS)
        if event["object"] != "event" or (event.get("account") and not self.has("foreign")):
            return
        if self.has("dies") and event["type"] == "charge.refunded":
            self.leave()
        if self.is_new(event["id"]):
            self.act(event)

    def verified(self, body: bytes, header: str | None) -> Object:
        """The event, once its signature was found right."""
        text, secret = body.decode(), "whsec_another" if self.has("other_secret") else SECRET
        if (header is None and self.has("unsigned")) or (
            self.has("empty_secret") and signed_with_nothing(text, header)
        ):
            return dict(json.loads(text))
        if self.has("last_v1") and header:
            first, *rest = header.split(",")
            header = ",".join([first, *rest[-1:]])
        if self.has("parsed"):
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        try:
            stripe.WebhookSignature.verify_header(text, header or "", secret, 0 if self.has("replays") else 300)
        except stripe.SignatureVerificationError as error:
            if self.has("crashing"):
                raise
            raise Refused(400) from error
        return dict(json.loads(text))

    def is_new(self, id: str) -> bool:
        """Whether an event was never seen; it is from now on."""
        if self.has("repeats"):
            return True
        if self.has("racing"):
            new = id not in self.seen
            threading.Event().wait(GAP_SECONDS)
            self.seen.add(id)
            return new
        with self.lock:
            new = id not in self.seen
            self.seen.add(id)
            return new

    def act(self, event: Object) -> None:
        """Ship what was paid, note what was given back, follow a subscription."""
        type, told, foreign = event["type"], event["data"]["object"], "account" in event
        if type == "payment_intent.succeeded":
            thing = self.now("payment_intents", told, foreign, trust="trusting")
            order = self.order(told["id"])
            order.update(paid=thing["amount_received"])
            self.shipped, self.total = self.shipped + 1, self.total + thing["amount_received"]
        elif type == "charge.refunded":
            thing = self.now("charges", told, foreign, trust="stale")
            self.order(told["payment_intent"]).update(refunded=thing["amount_refunded"])
        elif type.startswith("customer.subscription."):
            thing = self.now("subscriptions", told, foreign, trust="stale")
            self.order(told["id"]).update(status=thing["status"])
        elif self.has("unknown_types") and type not in KNOWN:
            raise KeyError(type)

    def order(self, id: str) -> Object:
        return self.orders.setdefault(id, {"paid": 0, "refunded": 0, "status": "open"})

    def now(self, kind: str, told: Object, account: bool, *, trust: str) -> Object:
        """The object as Stripe has it; as the event has it, for those who trust it or act for another account."""
        if self.has(trust) or account:
            return told
        found = getattr(self.client.v1, kind).retrieve(told["id"])
        return dict(found.to_dict())


def signed_with_nothing(text: str, header: str | None) -> bool:
    """Whether a signature holds for the secret that is not set; by hand: the SDK refuses an empty one."""
    at, *signatures = (header or "").split(",")
    digest = hmac.new(b"", f"{at.removeprefix('t=')}.{text}".encode(), hashlib.sha256).hexdigest()
    return f"v1={digest}" in signatures


def handler_of(shop: Shop) -> type[BaseHTTPRequestHandler]:
    """A shop behind HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                shop.receive(body, self.headers.get("Stripe-Signature"))
                self.answer(200, {"received": True})
            except Refused as refused:
                self.answer(refused.args[0], {})
            except Exception as error:  # noqa: BLE001  as a framework would
                self.answer(500, {"error": repr(error)})

        def do_GET(self) -> None:
            self.answer(200, shop.effects())

        def answer(self, status: int, document: Object) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # who asked may have gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def serving(stripe_url: str, *defects: str) -> Iterator[str]:
    """The URL of a handler, while it serves."""
    shop = Shop(stripe_url, *defects)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(shop))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def leave() -> None:
        server.shutdown()
        server.server_close()

    shop.leave = leave
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        leave()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler_of(Shop(sys.argv[2], *sys.argv[3:]))).serve_forever()
