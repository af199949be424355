"""A card that a SetupIntent saved pays off-session; one whose bank wants to see its owner is refused so."""

from typing import Any

from harness.stripe.probing.kit.backend import AMOUNT, CURRENCY, MARK, Backend
from harness.stripe.probing.kit.client import Answer, Deviation

SOURCE = "https://docs.stripe.com/payments/save-and-reuse"
BUILDS_ON = ("server_payments",)
CONFIRMED = {"confirm": "true", "return_url": "https://shop.example/paid"}
ASKS, WANTED = "pm_card_authenticationRequired", "authentication_required"


def ask(backend: Backend) -> None:
    """Save a card and charge it; attach another one, and be told that its owner is wanted."""
    customer = backend.client.post("/v1/customers", dict(MARK)).ok("a customer")["id"]
    fields = {"customer": customer, "payment_method": "pm_card_visa", "usage": "off_session", **CONFIRMED}
    setup = backend.client.post("/v1/setup_intents", fields).ok("a SetupIntent")
    if setup["status"] != "succeeded":
        raise Deviation(f"leaves a SetupIntent of pm_card_visa {setup['status']}")
    paid = _charge(backend, customer, setup["payment_method"]).ok("an off-session payment")
    if paid["status"] != "succeeded":
        raise Deviation(f"leaves an off-session payment {paid['status']}")
    attached = backend.client.post(f"/v1/payment_methods/{ASKS}/attach", {"customer": customer}).ok("attaching a card")
    asks = _charge(backend, customer, attached["id"])
    if asks.status == 200:
        raise Deviation(f"answers {asks.body.get('status')} to an off-session payment with {ASKS}")
    asks.refuses(402, f"an off-session payment with {ASKS}", WANTED)


def _charge(backend: Backend, customer: str, method: Any) -> Answer:
    fields = {"amount": AMOUNT, "currency": CURRENCY, "customer": customer, "payment_method": method}
    return backend.client.post("/v1/payment_intents", {**fields, **MARK, **CONFIRMED, "off_session": "true"})
