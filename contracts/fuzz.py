"""What fuzzing needs to reach past the front door: the schema, and a shopper with real things to name."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contracts import document
from harness.cards import card
from harness.shop import Shop
from harness.shopper.api import ApiShopper

CONFIG = Path(__file__).with_name("schemathesis.toml")
VISA = "4242424242424242"
WEBHOOK = "receiveStripeWebhook"
ADMINISTRATORS = ("createProduct",)

# No example database and no shrinking: the same seed gives the same requests, and a failure is told at once.
BOUNDED = settings(
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def load_schema() -> OpenApiSchema:
    """The contract as Schemathesis reads it, with the configuration that lies beside it."""
    return schemathesis.openapi.from_path(document.PATH, config=schemathesis.Config.from_path(CONFIG))


@dataclass
class Belongings:
    """Ids that exist and are the shopper's, by the name of the property or parameter that takes them."""

    shopper: ApiShopper
    admin: ApiShopper
    webhooks: Any
    ids: dict[str, str]
    seen: int = 0

    def token_for(self, operation_id: str) -> str:
        """The token of who may call the operation."""
        token = (self.admin if operation_id in ADMINISTRATORS else self.shopper).token
        assert token, "expected a signed-in shopper, came one without a token"
        return token

    def make_real(self, case: schemathesis.Case[Any]) -> None:
        """Let every second valid case name things that exist, so that it does more than meet a 404."""
        if case.meta is None or not case.meta.generation.mode.is_positive:
            return
        self.seen += 1
        if self.seen % 2:
            for holder in (case.path_parameters, case.body):
                if isinstance(holder, dict):
                    holder.update({name: value for name, value in self.ids.items() if name in holder})

    def sign(self, case: schemathesis.Case[Any]) -> requests.auth.AuthBase | None:
        """Stripe's signature for a valid webhook case; what is wrong on purpose stays as it is."""
        valid = case.meta is not None and case.meta.generation.mode.is_positive
        return Signed(self.webhooks) if valid and case.operation.definition.raw["operationId"] == WEBHOOK else None


class Signed(requests.auth.AuthBase):
    """Signs the raw body of a request as Stripe signs an event."""

    def __init__(self, webhooks: Any) -> None:
        self._webhooks = webhooks

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its Stripe-Signature header set for exactly the body it carries."""
        body = request.body or b""
        text = body if isinstance(body, str) else body.decode("utf-8")
        request.headers["Stripe-Signature"] = self._webhooks.sign(text)
        return request


def belongings(shop: Shop) -> Belongings:
    """A fresh shopper with one paid order, one more product in the cart, and an intent nobody has paid yet."""
    product = shop.product(price=1999, stock=5000)
    shopper = shop.shopper("Fuzz")
    paid = shopper.buy(product, card(VISA))
    shopper.add(product.id).expect(200)
    open_intent = shopper.create_intent().expect(200).json()["payment_intent_id"]
    order = {"order_id": paid.order_id} if paid.order_id else {}
    ids = {"product_id": product.id, "payment_intent_id": open_intent, **order}
    return Belongings(shopper, shop.admin, shop.webhooks, ids)


def told(case: schemathesis.Case[Any]) -> str:
    """A case in one line, for a run's log of what it sent."""
    return json.dumps([case.method, case.path, case.path_parameters, case.body], default=str, sort_keys=True)
