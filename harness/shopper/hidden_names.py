"""Names that no page sends and that a checkout may obey all the same, each with a value that would be of use.

What makes them dangerous: OWASP API1:2023 (another one's object), API3:2023 (a property that is not the client's,
formerly mass assignment), API8:2023 (headers that only a gateway may set; X-Original-URL and X-HTTP-Method-Override
are how a front's rules are gone round), https://owasp.org/API-Security/editions/2023/en/0x11-t10/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HEADER, QUERY, BODY = "header", "query", "body"
# A share of a price in minor units, and whole tens: Stripe takes no other amounts of currencies with three decimals.
SHARE, TEN = 10, 10
# As percent it is half; as an amount it is less than anything costs.
OFF = 50

WHOSE_BY_ID = (
    *("user", "user_id", "userId", "uid", "owner", "owner_id", "account", "account_id", "customer", "customer_id"),
    *("customerId", "shopper_id", "buyer_id", "member_id", "created_by", "as", "impersonate", "on_behalf_of"),
)
WHOSE_BY_ADDRESS = ("email", "username", "user_email", "customer_email")
ROLES = {
    **dict.fromkeys(("is_admin", "isAdmin", "admin", "superuser", "is_staff", "is_superuser", "verified"), True),
    **{"role": "admin", "roles": ["admin"], "permissions": ["*"], "scope": "admin", "user_type": "admin"},
}
PRICES = (
    *("amount", "amount_total", "amount_due", "unit_price", "unitPrice", "unit_amount", "price", "total", "subtotal"),
    *("totalAmount", "order_total", "cost"),
)
REDUCTIONS = {
    **dict.fromkeys(("discount", "discount_percent", "discount_amount", "credit", "store_credit", "balance"), OFF),
    **dict.fromkeys(("coupon", "promo_code", "gift_card"), "FREE"),
    **dict.fromkeys(("shipping", "tax"), 0),
    **dict.fromkeys(("free_shipping", "tax_exempt"), True),
}
STATES = {
    **dict.fromkeys(("status", "state", "payment_status"), "paid"),
    **dict.fromkeys(("paid", "is_paid", "captured", "confirmed", "skip_payment", "test", "debug", "force"), True),
    **dict.fromkeys(("refunded", "amount_refunded"), 0),
    **dict.fromkeys(("stock", "inventory"), 9999),
}
ORDERS = ("order_id", "orderId", "order", "invoice_id")
PAYMENTS = (
    "payment",
    "payment_id",
    "payment_intent",
    "payment_intent_id",
    "paymentIntentId",
    "session_id",
    "charge_id",
)
HEADERS_BY_ID = (
    *("X-User-Id", "X-User", "X-Forwarded-User", "X-Remote-User", "Remote-User", "X-Auth-Request-User"),
    *("X-Authenticated-UserId", "X-Account-Id", "X-Customer-Id", "X-Consumer-Custom-Id", "X-Impersonate-User"),
    *("X-On-Behalf-Of", "X-Original-User"),
)
HEADERS_BY_ADDRESS = ("X-User-Email", "X-Forwarded-Email", "X-Auth-Request-Email", "X-Forwarded-Preferred-Username")
HEADERS = {
    **dict.fromkeys(("X-Role", "X-User-Role", "X-Roles"), "admin"),
    **dict.fromkeys(("X-Admin", "X-Is-Admin", "X-Internal", "X-Debug", "X-Test-Mode"), "true"),
    **dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "X-Client-IP"), "127.0.0.1"),
    **dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), "DELETE"),
}
HEADERS_BY_PATH = ("X-Original-URL", "X-Rewrite-URL")


@dataclass(frozen=True)
class Other:
    """Another shopper, as far as names can point at what is hers; `price` is what is to become less (minor units)."""

    key: str
    email: str
    order: str
    payment: str
    path: str
    price: int
    currency: str


@dataclass(frozen=True)
class Hidden:
    """One name with a value, and where it is put."""

    part: str
    name: str
    value: Any = field(hash=False)

    def __str__(self) -> str:
        return f"`{self.name}` in the {self.part}"

    @property
    def text(self) -> str:
        """The value as text, for a header, a query or a form."""
        value = self.value[0] if isinstance(self.value, list) and self.value else self.value
        return str(value).lower() if isinstance(value, bool) else str(value)


def names(other: Other) -> tuple[Hidden, ...]:
    """Every name, in each part of a request where it may stand; without those that would point at nothing."""
    values = dict(_values(other))
    headers = {
        **dict.fromkeys(HEADERS_BY_ID, other.key or other.email),
        **dict.fromkeys(HEADERS_BY_ADDRESS, other.email),
        **dict.fromkeys(HEADERS_BY_PATH, other.path),
        **HEADERS,
    }
    return (
        *(Hidden(HEADER, name, value) for name, value in headers.items() if value),
        *(Hidden(QUERY, name, value) for name, value in values.items()),
        *(Hidden(BODY, name, value) for name, value in values.items()),
    )


def _values(other: Other) -> Iterator[tuple[str, Any]]:
    yield from dict.fromkeys(WHOSE_BY_ID, other.key or other.email).items()
    yield from dict.fromkeys(WHOSE_BY_ADDRESS, other.email).items()
    yield from ROLES.items()
    yield from dict.fromkeys(PRICES, max(TEN, other.price // SHARE // TEN * TEN)).items()
    yield from {**REDUCTIONS, **STATES}.items()
    yield "currency", "jpy" if other.currency != "jpy" else "usd"
    yield "metadata", {"user_id": other.key or other.email, "order_id": other.order or other.payment}
    for found, value in ((ORDERS, other.order), (PAYMENTS, other.payment)):
        yield from (dict.fromkeys(found, value).items() if value else ())
