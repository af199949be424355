"""The charges of a payment are listed by its PaymentIntent, with the last digits of the card."""

from harness.stripe.probing.kit.backend import AMOUNT, VISA, Backend
from harness.stripe.probing.kit.client import Deviation

SOURCE = "https://docs.stripe.com/api/charges/list#list_charges-payment_intent"
BUILDS_ON = ()
CHARGE = ("amount_captured", "amount_refunded", "captured", "currency", "disputed", "paid", "refunded")


def ask(backend: Backend) -> None:
    """Pay, and read the charge from the list and from the intent."""
    paid = backend.paid()
    rows = backend.client.listed(f"/v1/charges?payment_intent={paid['id']}&limit=100")
    if [(row["status"], row["amount"]) for row in rows] != [("succeeded", AMOUNT)]:
        raise Deviation(f"lists {len(rows)} charges of one payment of {AMOUNT}")
    if missing := [name for name in CHARGE if name not in rows[0]]:
        raise Deviation(f"tells no {', '.join(missing)} of a charge")
    if rows[0]["payment_method_details"]["card"]["last4"] != VISA[-4:]:
        raise Deviation("tells other last digits of a charge than the card's")
    path = f"/v1/payment_intents/{paid['id']}?expand[]=latest_charge"
    latest = backend.client.get(path).ok("GET /v1/payment_intents/{id} with latest_charge expanded")["latest_charge"]
    if not isinstance(latest, dict) or latest.get("id") != rows[0]["id"]:
        raise Deviation("does not expand latest_charge")
