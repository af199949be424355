"""Charges: the attempt to take money (facts 65, 66)."""

from __future__ import annotations

from stripe_emulator.cards.card_behaviour import Decline
from stripe_emulator.cards.card_table import outcome_for
from stripe_emulator.payments import method_details
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError

PASSED = {
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "exemption_indicator": None,
    "exemption_indicator_applied": None,
    "result": "authenticated",
    "result_reason": None,
    "transaction_id": None,
    "version": "2.2.0",
}
# Seconds in which an authorization can be captured (fact 77).
HOLD_SECONDS = 7 * 86_400
FRICTIONLESS = {**PASSED, "authentication_flow": "frictionless"}
RECEIPTS = "https://pay.stripe.com/receipts/payment/"
# `outcome` of a payment without a card.
APPROVED = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "not_assessed",
    "seller_message": "Payment complete.",
    "type": "authorized",
}
ATTEMPTED = {
    **PASSED,
    "authentication_flow": None,
    "electronic_commerce_indicator": "06",
    "result": "attempt_acknowledged",
    "result_reason": "card_not_enrolled",
}


def charge(
    account: Account,
    intent: Object,
    method: Object,
    refusal: StripeError | None,
    three_d_secure: Object | None,
    *,
    capture: bool,
) -> Object:
    """The charge of one attempt with a card: succeeded (captured or authorized), or failed with the reason."""
    details = {"card": card_details(account, method, intent, three_d_secure), "type": "card"}
    charge = _blank(account, intent, method, details, account.ids.of_payment("ch_", intent["id"]))
    card = account.cards[method["id"]]
    if refusal is None:
        captured = intent["amount"] if capture else 0
        charge |= {"status": "succeeded", "paid": True, "captured": capture, "amount_captured": captured}
        charge["outcome"] = outcome_for(card.behaviour, None)
        give_receipt(account, charge)
        if not capture:
            charge["payment_method_details"]["card"]["capture_before"] = charge["created"] + HOLD_SECONDS
    else:
        decline = Decline(refusal.code or "card_declined", refusal.decline_code, refusal.message, refusal.param)
        charge |= {"status": "failed", "failure_code": refusal.code, "failure_message": refusal.message}
        charge["outcome"] = outcome_for(card.behaviour, decline)
    return account.add(charge)


def other(account: Account, intent: Object, method: Object, status: str, mandate: str | None) -> Object:
    """The charge of a payment without a card: `succeeded`, or `pending` until the bank answers."""
    details = method_details.of_charge(method, mandate)
    charge = _blank(account, intent, method, details, account.ids.of_payment("py_", intent["id"]))
    manual = intent["capture_method"] == "manual"
    charge |= {
        "amount_captured": 0 if manual or status != "succeeded" else intent["amount"],
        "captured": not manual,
        "outcome": dict(APPROVED),
        "paid": status == "succeeded",
        "status": status,
    }
    if status == "succeeded":
        give_receipt(account, charge)
    return account.add(charge)


def give_receipt(account: Account, charge: Object) -> None:
    """Set the receipt's URL, and its number when it is sent by mail."""
    charge["receipt_url"] = RECEIPTS + str(charge["id"])
    if charge["receipt_email"]:
        digits = str(int.from_bytes(account.ids.letters(6).encode()) % 90_000_000 + 10_000_000)
        charge["receipt_number"] = f"{digits[:4]}-{digits[4:]}"


def _blank(account: Account, intent: Object, method: Object, details: Object, id: str) -> Object:
    copied = (
        "amount",
        "application_fee_amount",
        "currency",
        "customer",
        "description",
        "on_behalf_of",
        "receipt_email",
        "shipping",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_data",
        "transfer_group",
    )
    return new(
        account,
        "charge",
        id,
        **{name: intent[name] for name in copied},
        amount_captured=0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        calculated_statement_descriptor=intent["statement_descriptor"] or "CHECKOUT",
        captured=False,
        created=account.clock(intent["customer"]).now(),
        disputed=False,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        paid=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=details,
        radar_options={},
        refunded=False,
        status="pending",
    )


def card_details(account: Account, method: Object, intent: Object, three_d_secure: Object | None) -> Object:
    """`payment_method_details.card` of a charge."""
    card, amount, random_letters = method["card"], intent["amount"], account.ids.letters(21)
    options = (intent["payment_method_options"] or {}).get("card") or {}
    return {
        "amount_authorized": amount,
        "authorization_code": random_letters[:6].upper(),
        "brand": card["brand"],
        "checks": card["checks"],
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "incremental_authorization": {"status": _availability(options, "request_incremental_authorization")},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": {"status": _availability(options, "request_multicapture")},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": random_letters[6:],
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": card["regulated_status"],
        "three_d_secure": three_d_secure,
        "wallet": card["wallet"],
    }


def _availability(options: Object, name: str) -> str:
    return "available" if options.get(name) == "if_available" else "unavailable"


def unrefunded(charge: Object) -> int:
    """What can still be refunded of a charge, in minor units."""
    return int(charge["amount"] - charge["amount_refunded"])
