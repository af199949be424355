"""Invoices and credit notes have several payments and refunds; before, one each (fact 124)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.billing.invoices import lookups
from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change, Derive


def _intent(account: Account, invoice: Object) -> str | None:
    intent = lookups.intent_of(account, invoice)
    return None if intent is None else str(intent["id"])


def _charge(account: Account, invoice: Object) -> str | None:
    intent = lookups.intent_of(account, invoice)
    return None if intent is None else intent["latest_charge"]


def _invoice_of(intent_of: Callable[[Object], str | None]) -> Derive:
    def derive(account: Account, obj: Object) -> Any:
        payment = lookups.payment_by(account, intent_of(obj) or "")
        return None if payment is None else payment["invoice"]

    return derive


def _refund(_: Account, note: Object) -> str | None:
    return note["refunds"][0]["refund"] if note["refunds"] else None


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices",
    fields={
        "invoice": {
            "charge": _charge,
            "paid": lambda _, invoice: invoice["status"] == "paid",
            "paid_out_of_band": lambda _, invoice: bool(invoice["amount_paid_off_stripe"]),
            "payment_intent": _intent,
        },
        "payment_intent": {"invoice": _invoice_of(lambda intent: intent["id"])},
        "charge": {"invoice": _invoice_of(lambda charge: charge["payment_intent"])},
        "credit_note": {"refund": _refund},
    },
)
