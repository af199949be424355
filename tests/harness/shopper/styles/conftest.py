"""A till at an emulator: Stripe as a shopper's browser reaches it, and as a shop's server does."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from harness.checkouts import Payment, Refused
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.shopper.styles import Till
from harness.stack.base.stack import Stack
from harness.stripe.stripe_js import StripeJs
from harness.stripe.view import StripeView
from tests.harness.small_suite import STACK
from tests.stripe_emulator.conftest import emulator

__all__ = ["emulator"]
ITEM = {"price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}, "quantity": 1}
BACK = "https://shop.example/paid"


@dataclass
class Server:
    """The shop's server: what it makes at Stripe, and how it confirms what the page hands it."""

    stack: Stack
    history: History = field(default_factory=History)

    def __post_init__(self) -> None:
        self.view, self.js = StripeView(self.stack), StripeJs(self.stack, self.history)
        self.stripe: Any = self.view.client.v1
        self.confirmed: list[str] = []

    def intent(self, **fields: Any) -> Payment:
        """A payment whose page confirms an intent."""
        made = self.stripe.payment_intents.create({"amount": 500, "currency": "usd", **fields})
        return Payment(made.id, 500, "usd", made.client_secret)

    def session(self, **fields: Any) -> Any:
        """A Checkout Session; its page is Stripe's own unless said otherwise."""
        given = {"mode": "payment", "line_items": [ITEM]}
        back = {} if "ui_mode" in fields else {"success_url": BACK}
        return self.stripe.checkout.sessions.create({**given, **back, **fields})

    def confirm(self, payment: Payment, method: str) -> None:
        """Confirm at the server; a card that is declined is refused with 402, as shops do."""
        import stripe

        self.confirmed.append(method)
        try:
            self.stripe.payment_intents.confirm(payment.id, {"payment_method": method, "return_url": BACK})
        except stripe.CardError as error:
            answer = Exchange("POST", "http://shop/confirm", {}, "", 402, {}, str(error), 0.0)
            raise Refused("confirm", "Ada", answer) from error

    def intents(self, payment: Payment) -> list[dict[str, Any]]:
        """Of a payment that is an intent."""
        return [self.view.intent(payment.id)]

    def till(self) -> Till:
        """Where somebody pays."""
        return Till(self.js, self.stack.stripe_url, self.history, "ada@shop.example", self.confirm, self.intents)


@pytest.fixture
def server(emulator: str) -> Iterator[Server]:
    """The server of a shop with an account of its own."""
    account = f"till{secrets.token_hex(8)}"
    keys = {"secret_key": f"sk_test_{account}", "publishable_key": f"pk_test_{account}"}
    made = Server(replace(STACK, stripe_url=emulator, account=account, **keys))
    yield made
    made.view.close()
    made.js.close()


@pytest.fixture
def till(server: Server) -> Till:
    """Where somebody pays at that shop."""
    return server.till()


Begin = Callable[[Server], Payment]
