"""Objects that parameters name: a missing or deleted one is refused before the handler runs (fact 20).

One table for every operation: a parameter of this name holds the id of an object of this kind, wherever it stands.
Parameters that take more than one kind (`payment_method`, `source`, `card`) are resolved by `payments`, and what an
object must be beside being there (its currency, its owner) by who takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stripe_emulator.contract.nodes import within
from stripe_emulator.state.account import Account
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
FEES = ("application_fee_amount", "application_fee_percent", "application_fee")
# Hashes whose keys are the client's own.
FREE = frozenset(("metadata",))


def check(account: Account, params: Mapping[str, Any]) -> None:
    """Refuse a fee of nobody, and the first parameter that names a missing or deleted object (`resource_missing`)."""
    for name, path in _fees(params):
        # As seen in stripe/stripe-dotnet#1795 and cartalyst/stripe-laravel#29.
        message = (
            f"Can only apply an {name} when the request is made on behalf of another account (using an OAuth key or "
            "the Stripe-Account header), or when using the transfer_data[destination] parameter."
        )
        raise invalid(message, param=path)
    for kind, id, path in named(params):
        if kind in WORDS and account.table(kind).find(id) is None:
            raise no_such(WORDS[kind], id[:200], path, 400)
        account.resolve(kind, id, path)


def named(params: Mapping[str, Any], path: str = "", inside: str = "") -> Iterator[tuple[str, str, str]]:
    """The kind, the id and the path of every object that parameters name."""
    for name, value in params.items():
        at = within(path, name)
        if isinstance(value, str):
            kind = KINDS.get(name) or WITHIN.get((inside, name))
            if kind is not None:
                yield kind, value, at
        elif isinstance(value, dict):
            if name not in FREE:
                yield from named(value, at, name)
        elif isinstance(value, list):
            yield from _in_list(name, value, at)


def _fees(params: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The fees without `transfer_data[destination]` beside them; OAuth keys and `Stripe-Account` are not here."""
    for name, value in params.items():
        if isinstance(value, dict) and name not in FREE:
            yield from _fees(value, within(path, name))
        elif isinstance(value, list):
            for number, member in enumerate(value):
                if isinstance(member, dict):
                    yield from _fees(member, f"{within(path, name)}[{number}]")
    if not (params.get("transfer_data") or {}).get("destination") and not params.get("destination"):
        yield from ((name, within(path, name)) for name in FEES if params.get(name))


def _in_list(name: str, members: list[Any], path: str) -> Iterator[tuple[str, str, str]]:
    kind = KINDS.get(name)
    for number, member in enumerate(members):
        at = f"{path}[{number}]"
        if isinstance(member, dict):
            yield from named(member, at, name)
        elif kind is not None and isinstance(member, str):
            yield kind, member, at
