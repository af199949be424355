"""Objects that parameters name: a missing or deleted one is refused before the handler runs (fact 20).

One table for every operation: a parameter of this name holds the id of an object of this kind, wherever it stands.
Parameters that take more than one kind (`payment_method`, `source`, `card`) are resolved by `payments`, and what an
object must be beside being there (its currency, its owner) by who takes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from stripe_emulator.contract.nodes import within
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, no_such

KINDS = {
    "account": "account",
    "charge": "charge",
    "configuration": "billing_portal.configuration",
    "confirmation_token": "confirmation_token",
    "coupon": "coupon",
    "customer": "customer",
    "default_price": "price",
    "default_tax_rates": "tax_rate",
    "from_subscription": "subscription",
    "invoice": "invoice",
    "on_behalf_of": "account",
    "payment_intent": "payment_intent",
    "payment_method_configuration": "payment_method_configuration",
    "plan": "price",
    "price": "price",
    "product": "product",
    "promotion_code": "promotion_code",
    "quote": "quote",
    "refund": "refund",
    "shipping_rate": "shipping_rate",
    "subscription": "subscription",
    "tax_rates": "tax_rate",
    "test_clock": "test_helpers.test_clock",
}
# Only there: elsewhere these names are something else (a payout's `destination` is a bank account).
WITHIN = {("transfer_data", "destination"): "account"}
# As Stripe's messages call them, where that is not the name of the object.
WORDS = {"promotion_code": "promotion code"}
# What a connected account pays to the platform.
FEES = frozenset(("application_fee_amount", "application_fee_percent", "application_fee"))
FEE = "fee"
# Hashes whose keys are the client's own.
FREE = frozenset(("metadata",))


# In the words of an inactive price; that they are those of a tax rate is inferred.
INACTIVE_RATE = "The tax rate specified is inactive. This field only accepts active tax rates."


def check(account: Account, params: Mapping[str, Any], of: Collection[str] = ()) -> None:
    """Refuse a fee of nobody, and the first parameter that names a missing or deleted object (`resource_missing`).

    An inactive tax rate is refused too, except for those of the ids in `of` that have it already
    (https://docs.stripe.com/api/tax_rates/object#tax_rate_object-active).
    """
    for kind, id, path in named(params):
        if kind == FEE:
            # As seen in stripe/stripe-dotnet#1795 and cartalyst/stripe-laravel#29.
            message = (
                f"Can only apply an {id} when the request is made on behalf of another account (using an OAuth key or "
                "the Stripe-Account header), or when using the transfer_data[destination] parameter."
            )
            raise invalid(message, param=path)
        if kind in WORDS and account.table(kind).find(id) is None:
            raise no_such(WORDS[kind], id[:200], path, 400)
        found = account.resolve(kind, id, path)
        if kind == "tax_rate" and not found["active"] and not any(id in str(account.find(one)) for one in of):
            raise invalid(INACTIVE_RATE, param=path)


def named(params: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The kind, the id and the path of every object that parameters name; `FEE`, name and path of a fee of nobody."""
    found: list[tuple[str, str, str]] = []
    _collect(params, "", "", found)
    return found


def _collect(params: Mapping[str, Any], path: str, inside: str, found: list[tuple[str, str, str]]) -> None:
    for name, value in params.items():
        if type(value) is str:
            kind = KINDS.get(name) or WITHIN.get((inside, name))
            if kind is not None:
                found.append((kind, value, within(path, name)))
        elif name in FEES:
            if value and not _has_payer(params):
                found.append((FEE, name, within(path, name)))
        elif type(value) is dict and name not in FREE:
            _collect(value, within(path, name), name, found)
        elif type(value) is list:
            _collect_members(value, within(path, name), name, found)


def _collect_members(members: list[Any], path: str, name: str, found: list[tuple[str, str, str]]) -> None:
    for number, member in enumerate(members):
        if type(member) is dict:
            _collect(member, f"{path}[{number}]", name, found)
        elif type(member) is str and name in KINDS:
            found.append((KINDS[name], member, f"{path}[{number}]"))


def _has_payer(params: Mapping[str, Any]) -> bool:
    """Whether `transfer_data[destination]` stands beside a fee; OAuth keys and `Stripe-Account` are not here."""
    return bool((params.get("transfer_data") or {}).get("destination") or params.get("destination"))


def method_of_customer(account: Account, id: str, customer: str, path: str) -> Object:
    """A PaymentMethod that is attached to the customer; 400 otherwise."""
    found = account.find(id)
    if found is None or found["object"] != "payment_method" or found["customer"] != customer:
        message = (
            f"The customer does not have a payment method with the ID {id[:200]}. The payment method must be attached "
            "to the customer."
        )
        raise invalid(message, param=path, code="resource_missing")
    return found


def check_source_of_customer(account: Account, id: str | None, customer: str, path: str) -> None:
    """Refuse a default source that is gone or another customer's; a PaymentMethod may stand for one."""
    if id is None:
        return
    found = account.find(id)
    if found is None or found.get("deleted") or found.get("customer") != customer:
        raise no_such("source", id[:200], path, 400)
