"""What a request of the pages is called in a history: the names that ApiShopper and StripeJs give the same requests."""

import re
from dataclasses import dataclass
from typing import Any

CHECKOUT, STRIPE = "checkout", "stripe"
OTHER = "request"
INTENT = r"(?P<payment_intent_id>[^/]+)"
TABLE = {
    CHECKOUT: (
        ("POST", "/api/auth/register", "register"),
        ("POST", "/api/auth/login", "login"),
        ("GET", "/api/products", "products"),
        ("GET", "/api/products/[^/]+", "product"),
        ("GET", "/api/cart", "cart"),
        ("POST", "/api/cart/items", "add"),
        ("PUT", "/api/cart/items/[^/]+", "set_quantity"),
        ("DELETE", "/api/cart/items/[^/]+", "remove"),
        ("POST", "/api/payments/create-payment-intent", "create_intent"),
        ("POST", "/api/payments/confirm-payment", "confirm"),
        ("GET", f"/api/payments/payment-intent/{INTENT}", "intent"),
        ("GET", "/api/payments/config", "config"),
        ("GET", "/api/orders", "orders"),
        ("GET", "/api/orders/[^/]+", "order"),
    ),
    STRIPE: (
        ("POST", f"/v1/payment_intents/{INTENT}/confirm", "confirm_payment"),
        ("GET", f"/v1/payment_intents/{INTENT}", "retrieve"),
        ("POST", "/v1/payment_methods", "create_payment_method"),
        ("POST", "/_localstack/stripe/three_d_secure/.+", "challenge"),
    ),
}
# Where the paths begin that are recorded; scripts, styles and frames are not.
RECORDED = {CHECKOUT: ("/api/",), STRIPE: ("/v1/", "/_localstack/")}


@dataclass(frozen=True)
class Operation:
    """A request by name, and the facts that its address tells."""

    name: str
    facts: dict[str, Any]


def of(system: str, method: str, path: str) -> Operation | None:
    """The operation of a request; None for what is not recorded."""
    if not path.startswith(RECORDED[system]):
        return None
    for verb, form, name in TABLE[system]:
        if verb == method and (found := re.fullmatch(form, path)):
            return Operation(name, found.groupdict())
    return Operation(OTHER, {})
