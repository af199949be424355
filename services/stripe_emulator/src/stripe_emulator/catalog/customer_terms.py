"""What a customer is created or changed with beside its own fields: coupon, balance, tax ids, cash balance."""

from __future__ import annotations

from dataclasses import dataclass, field

from stripe_emulator.catalog import balances, cash_balances, discounts, tax_ids
from stripe_emulator.catalog.checks import MAX_AMOUNT, only_one
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

CODES = ("coupon", "promotion_code")


@dataclass
class Changes:
    """The events to send after the customer's own."""

    events: list[tuple[str, Object, Object | None]] = field(default_factory=list)

    def emit(self, call: Call) -> None:
        for type, obj, previous in self.events:
            call.emit(type, obj, previous)


def check(call: Call, customer: Object | None) -> None:
    """Refuse terms that a customer (None: a new one) cannot have, before anything is written."""
    params = call.params
    only_one(params, CODES)
    if any(params.get(name) is not None for name in CODES):
        own = customer or {"id": None, "currency": None}
        discounts.offer_of(call, params, customer=own["id"], currency=own["currency"])
    if abs(params.get("balance") or 0) > MAX_AMOUNT:
        raise invalid("A balance may have at most 12 digits.", param="balance", code="amount_too_large")
    tax_id_data = params.get("tax_id_data") or []
    if len(tax_id_data) > tax_ids.MOST:
        raise invalid(f"A customer may have at most {tax_ids.MOST} tax ids.", "tax_id_data", "customer_max_tax_ids")
    for number, one in enumerate(tax_id_data):
        tax_ids.check(one, f"tax_id_data[{number}][value]")


def apply(call: Call, customer: Object) -> Changes:
    """Apply the terms to a stored customer."""
    changes = Changes()
    _discount(call, customer, changes)
    _balance(call, customer)
    for number, one in enumerate(call.params.get("tax_id_data") or ()):
        tax_id = tax_ids.create(call, one, f"tax_id_data[{number}][value]", customer=customer["id"])
        changes.events.append(("customer.tax_id.created", tax_id, None))
    if call.params.get("cash_balance"):
        cash_balances.change_settings(call.account, customer["id"], call.params["cash_balance"])
    return changes


def _discount(call: Call, customer: Object, changes: Changes) -> None:
    params, old = call.params, customer["discount"]
    if any(params.get(name) is not None for name in CODES):
        offer = discounts.offer_of(call, params, customer=customer["id"])
        type, previous = discounts.give_to_customer(call, customer, offer)
        changes.events.append((type, customer["discount"], previous))
    elif any(name in params for name in CODES) and old is not None:
        discounts.take_from_customer(call, customer)


def _balance(call: Call, customer: Object) -> None:
    new_balance = call.params.get("balance")
    if new_balance is None or new_balance == customer["balance"]:
        return
    currency = customer["currency"] or balances.DEFAULT_CURRENCY
    balances.move(call.account, customer, new_balance - customer["balance"], currency, "adjustment")
