"""Charges: the attempt to take money with a card, and what follows from it (facts 65, 66, 98)."""

from __future__ import annotations

from stripe_emulator.account import Account, Object
from stripe_emulator.card_behaviour import Decline
from stripe_emulator.card_table import outcome_for
from stripe_emulator.errors import StripeError
from stripe_emulator.standard import new

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
HOLD_SECONDS = 7 * 86_400
"""How long a held amount can be captured (fact 77)."""
FRICTIONLESS = {**PASSED, "authentication_flow": "frictionless"}
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
    """The charge of one attempt: succeeded (captured or held), or failed with the refusal's reason."""
    made = _blank(account, intent, method, three_d_secure)
    card = account.cards[method["id"]]
    if refusal is None:
        captured = intent["amount"] if capture else 0
        made |= {"status": "succeeded", "paid": True, "captured": capture, "amount_captured": captured}
        made["outcome"] = outcome_for(card.behaviour, None)
        if not capture:
            made["payment_method_details"]["card"]["capture_before"] = made["created"] + HOLD_SECONDS
    else:
        decline = Decline(refusal.code or "card_declined", refusal.decline_code, refusal.message, refusal.param)
        made |= {"status": "failed", "failure_code": refusal.code, "failure_message": refusal.message}
        made["outcome"] = outcome_for(card.behaviour, decline)
    return account.add(made)


def _blank(account: Account, intent: Object, method: Object, three_d_secure: Object | None) -> Object:
    copied = (
        "amount", "currency", "customer", "description", "receipt_email", "shipping", "statement_descriptor",
        "statement_descriptor_suffix", "transfer_group",
    )  # fmt: skip
    return new(
        account,
        "charge",
        account.ids.of_payment("ch_", intent["id"]),
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
        payment_method_details={
            "card": card_details(account, method, intent["amount"], three_d_secure),
            "type": "card",
        },
        radar_options={},
        refunded=False,
        status="pending",
    )


def card_details(account: Account, method: Object, amount: int, three_d_secure: Object | None) -> Object:
    """`payment_method_details.card`: the card as the charge saw it."""
    card = method["card"]
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {
        **{name: card[name] for name in kept},
        "amount_authorized": amount,
        "authorization_code": account.ids.letters(6).upper(),
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": account.ids.letters(15),
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": card["regulated_status"],
        "three_d_secure": three_d_secure,
    }


def unrefunded(charge: Object) -> int:
    """What can still be given back of a charge, in minor units."""
    return int(charge["amount"] - charge["amount_refunded"])
