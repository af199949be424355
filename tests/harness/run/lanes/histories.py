"""Histories of short cases, as the harness records them."""

from __future__ import annotations

from typing import Any

from harness.core.history import Event, History
from harness.judging.verdict import Finding

ADA, BOB = "Ada ada.1@shop.example", "Bob bob.1@shop.example"
KEY = {ADA: "usr_1", BOB: "usr_2"}
CHECKOUT, STRIPE = "http://127.0.0.1:1/api", "http://127.0.0.1:2/v1"


class Case:
    """Writes one history; every exchange is begun and answered."""

    def __init__(self, *people: str) -> None:
        self.history = History()
        for one in people:
            name, _, email = one.partition(" ")
            self.fact("shopper", user_id=KEY[one], email=email, name=name)

    def fact(self, operation: str, actor: str = "test", **data: Any) -> Event:
        """A fact."""
        return self.history.record("fact", actor, operation, **data)

    def asks(
        self, who: str, operation: str, response: Any = None, status: int = 200, method: str = "POST", **facts: Any
    ) -> Event:
        """One exchange; with the checkout, or (by Stripe.js) with Stripe."""
        system, base = ("stripe", STRIPE) if who == "stripe.js" else ("checkout", CHECKOUT)
        url = f"{base}/{operation}"
        request = {"system": system, "method": method, "url": url, "curl": f"curl -X {method} {url}"}
        invoke = self.history.record("invoke", who, operation, **request, **facts)
        answer = {"status": status, "response": response or {}, "invoke": invoke.seq, "system": system}
        self.history.record("ok" if status < 400 else "fail", who, operation, **answer, **facts)
        return invoke

    def unanswered(self, who: str, operation: str, **facts: Any) -> None:
        """An exchange of which no answer came."""
        request = {"system": "checkout", "method": "POST", "url": f"{CHECKOUT}/{operation}", "curl": ""}
        invoke = self.history.record("invoke", who, operation, **request, **facts)
        self.history.record("info", who, operation, lost="ReadTimeout", invoke=invoke.seq)

    def begins(self, who: str, payment: str, amount: int = 5999, currency: str = "usd") -> Event:
        """A shopper begins to pay."""
        told = {
            "payment_intent_id": payment,
            "amount": amount,
            "currency": currency,
            "status": "requires_payment_method",
        }
        event = self.asks(who, "begin", told)
        self.fact("begun", user_id=KEY[who], payment=payment, amount=amount, currency=currency, tampered=[])
        return event

    def comes_back(self, who: str, payment: str, order: str) -> Event:
        """A shopper comes back, and is told of an order."""
        told = {"order": {"order_id": order, "amount": 5999, "currency": "usd", "status": "paid"}}
        return self.asks(who, "settle", told, payment_intent_id=payment)

    def ends(self, **held: Any) -> None:
        """The snapshots: `intents`, `orders` (of Ada), `stock`."""
        self.history.record("snapshot", "harness", "begin", hears=[], contract={}, hands_out=[])
        for intent in held.get("intents", ()):
            self.history.record("snapshot", "harness", "stripe_intent", **intent)
        orders = {"user_id": KEY[ADA], "email": "ada.1@shop.example", "orders": held.get("orders", [])}
        self.history.record("snapshot", "harness", "orders", **orders)
        for stock in held.get("stock", ()):
            self.history.record("snapshot", "harness", "stock", **stock)
        self.asks("admin", "mails", method="GET")


def intent(id: str, received: int, refunds: tuple[int, ...] = (), charges: int = 1) -> dict[str, Any]:
    """A PaymentIntent as the snapshots tell it."""
    charge = {"id": "ch_1", "status": "succeeded", "captured": True, "amount": 5999, "amount_captured": 5999}
    back = [{"id": f"re_{n}", "amount": one, "currency": "usd", "status": "succeeded"} for n, one in enumerate(refunds)]
    held = {"id": id, "amount": 5999, "amount_received": received, "currency": "usd"}
    status = "succeeded" if received else "requires_payment_method"
    return {**held, "status": status, "charges": [charge] * charges if received else [], "refunds": back}


def order(id: str, payment: str, status: str = "paid") -> dict[str, Any]:
    """An order as the snapshots tell it."""
    paid = {"order_id": id, "payment_intent_id": payment, "status": status}
    return {**paid, "amount": 5999, "amount_refunded": 0, "currency": "usd", "items": []}


def finding(code: str, title: str = "Something is wrong", *however: str) -> Finding:
    """A failure of the judges."""
    return Finding(code, title, let=("pi_1 be a payment",), then=("it is right",), however=however or ("it is not",))
