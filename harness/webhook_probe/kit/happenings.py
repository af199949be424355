"""How the events come to happen: one row each. Test tokens: https://docs.stripe.com/testing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.webhook_probe.kit.merchant import Merchant

AMOUNT, CURRENCY = 4700, "usd"
FIRST_REFUND, SECOND_REFUND = 1300, 1100
VISA, DECLINED, DISPUTED = "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_createDispute"
FAILS_LATER = "pm_card_chargeCustomerFail"
REFERENCE = "client_reference_id"
Form = dict[str, Any]
Metadata = Mapping[str, str]
Make = Callable[[Merchant, Metadata], object]


@dataclass(frozen=True)
class Happening:
    """What somebody does at Stripe, and the types of the events that it is done for."""

    types: tuple[str, ...]
    make: Make


def under(metadata: Metadata, name: str = "metadata") -> Form:
    """Metadata as form fields."""
    return {f"{name}[{key}]": value for key, value in metadata.items()}


def pay(merchant: Merchant, metadata: Metadata, method: str = VISA, **more: Any) -> dict[str, Any]:
    """A payment from the server, done or declined at once."""
    form = {"amount": AMOUNT, "currency": CURRENCY, "payment_method": method, "confirm": "true", **under(metadata)}
    form |= {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
    return merchant.post("payment_intents", {**form, **more}, expected=(200, 402))


def refund(merchant: Merchant, metadata: Metadata) -> None:
    """A payment, and two refunds of parts of it."""
    intent = pay(merchant, metadata)["id"]
    for amount in (FIRST_REFUND, SECOND_REFUND):
        merchant.post("refunds", {"payment_intent": intent, "amount": amount, **under(metadata)})


def _capture(merchant: Merchant, metadata: Metadata) -> None:
    intent = pay(merchant, metadata, capture_method="manual")["id"]
    merchant.post(f"payment_intents/{intent}/capture", {})


def _cancel(merchant: Merchant, metadata: Metadata) -> None:
    form = {"amount": AMOUNT, "currency": CURRENCY, **under(metadata)}
    merchant.post(f"payment_intents/{merchant.post('payment_intents', form)['id']}/cancel", {})


def _session(merchant: Merchant, metadata: Metadata) -> str:
    item = "line_items[0]"
    form = {"mode": "payment", "success_url": "https://shop.example/done", f"{item}[quantity]": 1}
    form |= {f"{item}[price_data][currency]": CURRENCY, f"{item}[price_data][unit_amount]": AMOUNT}
    form |= {f"{item}[price_data][product_data][name]": "Tea", **under(metadata)}
    form |= under(metadata, "payment_intent_data[metadata]")
    if REFERENCE in metadata:
        form[REFERENCE] = metadata[REFERENCE]
    return str(merchant.post("checkout/sessions", form)["id"])


def _session_paid(merchant: Merchant, metadata: Metadata) -> None:
    """As Stripe's own CLI does: the page's confirmation, with the secret key."""
    card = {"type": "card", "card[token]": "tok_visa", "billing_details[email]": "jenny@example.com"}
    method = merchant.post("payment_methods", {**card, "billing_details[name]": "Jenny Rosen"})["id"]
    merchant.post(f"payment_pages/{_session(merchant, metadata)}/confirm", {"payment_method": method})


def _session_expired(merchant: Merchant, metadata: Metadata) -> None:
    merchant.post(f"checkout/sessions/{_session(merchant, metadata)}/expire", {})


def _subscribe(merchant: Merchant, metadata: Metadata, card: str, **more: Any) -> str:
    customer = merchant.post("customers", {"email": "jenny@example.com", **under(metadata)})["id"]
    method = merchant.post(f"payment_methods/{card}/attach", {"customer": customer})["id"]
    product = merchant.post("products", {"name": "Tea, every month"})["id"]
    terms = {"product": product, "currency": CURRENCY, "unit_amount": AMOUNT, "recurring[interval]": "month"}
    price = merchant.post("prices", terms)["id"]
    form = {"customer": customer, "items[0][price]": price, "default_payment_method": method, **under(metadata)}
    return str(merchant.post("subscriptions", {**form, **more})["id"])


def subscription(merchant: Merchant, metadata: Metadata) -> None:
    """A subscription: made, set to end with its period, and ended at once."""
    name = _subscribe(merchant, metadata, VISA)
    merchant.post(f"subscriptions/{name}", {"cancel_at_period_end": "true"})
    merchant.delete(f"subscriptions/{name}")


def _unpaid(merchant: Merchant, metadata: Metadata) -> None:
    _subscribe(merchant, metadata, FAILS_LATER, payment_behavior="allow_incomplete")


def _set_up(merchant: Merchant, metadata: Metadata) -> None:
    form = {"confirm": "true", "payment_method": VISA, **under(metadata)}
    form |= {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
    merchant.post("setup_intents", form)


SUBSCRIPTION = ("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted")
HAPPENINGS = (
    Happening(("payment_intent.succeeded", "payment_intent.created", "charge.succeeded"), pay),
    Happening(("payment_intent.payment_failed", "charge.failed"), lambda m, data: pay(m, data, DECLINED)),
    Happening(("payment_intent.canceled",), _cancel),
    Happening(("payment_intent.amount_capturable_updated", "charge.captured"), _capture),
    Happening(("charge.refunded", "refund.created"), refund),
    Happening(("charge.dispute.created",), lambda m, data: pay(m, data, DISPUTED)),
    Happening(("checkout.session.completed",), _session_paid),
    Happening(("checkout.session.expired",), _session_expired),
    Happening((*SUBSCRIPTION, "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded"),
              subscription),
    Happening(("invoice.payment_failed",), _unpaid),
    Happening(("setup_intent.succeeded",), _set_up),
    Happening(("customer.created",), lambda m, data: m.post("customers", {"name": "Jenny Rosen", **under(data)})),
)  # fmt: skip
TYPES = {type: happening for happening in HAPPENINGS for type in happening.types}
USUAL = (
    "payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded", "charge.dispute.created",
    "checkout.session.completed", *SUBSCRIPTION, "invoice.paid", "invoice.payment_failed",
)  # fmt: skip
# Of no handler's concern, as good as certainly; Stripe sends it to whoever asked for every type.
OTHER_TYPE = "product.created"


def make_product(merchant: Merchant, _: Metadata) -> None:
    """Causes `OTHER_TYPE`."""
    merchant.post("products", {"name": "Tea"})
