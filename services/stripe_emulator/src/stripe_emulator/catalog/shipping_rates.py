"""Making shipping rates: by their own endpoint, or inline with a Checkout Session (`shipping_rate_data`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import tax_code_table
from stripe_emulator.catalog.checks import amount_at, currency_at
from stripe_emulator.contract.nodes import inside
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "shipping_rate"
FIXED = "fixed_amount"
MAX_NAME = 100
# To compare the two ends of an estimate.
HOURS = {"hour": 1, "day": 24, "business_day": 24, "week": 168, "month": 730}


def create(call: Call, params: Mapping[str, Any], path: str = "") -> Object:
    """A shipping rate of these parameters; `path` is where they stand in the request."""
    account = call.account
    if params.get(FIXED) is None:
        raise missing_param(inside(path, FIXED))
    if len(params["display_name"]) > MAX_NAME:
        message = f"Invalid string: must be at most {MAX_NAME} characters"
        raise invalid(message, param=inside(path, "display_name"), code="parameter_invalid_string_length")
    if params.get("tax_code") is not None:
        tax_code_table.check(account, params["tax_code"], inside(path, "tax_code"))
    rate = new(
        account,
        KIND,
        account.ids.new("shr_"),
        active=True,
        delivery_estimate=_estimate(params.get("delivery_estimate"), inside(path, "delivery_estimate")),
        display_name=params["display_name"],
        fixed_amount=_fixed(params[FIXED], inside(path, FIXED)),
        metadata=merge_metadata({}, params.get("metadata")),
        tax_behavior=params.get("tax_behavior", "unspecified"),
        tax_code=params.get("tax_code"),
        type="fixed_amount",
    )
    return account.add(rate)


def change_options(rate: Object, options: Mapping[str, Any]) -> None:
    """Add amounts in other currencies, or change what is given of those that are there."""
    fixed, at = rate[FIXED], inside(FIXED, "currency_options")
    kept = fixed.get("currency_options") or {}
    changed: dict[str, Object] = {}
    for code, option in options.items():
        had = kept.get(code.lower(), {"tax_behavior": "unspecified"})
        if "amount" not in option and "amount" not in had:
            raise missing_param(inside(inside(at, code), "amount"))
        changed |= _options({code: {**had, **option}}, at)
    if changed:
        fixed["currency_options"] = {**kept, **changed}


def amount_of(rate: Object, currency: str) -> int | None:
    """What a shipping rate costs in a currency; None where it has no amount in it."""
    fixed = rate[FIXED]
    if fixed["currency"] == currency:
        return int(fixed["amount"])
    option = (fixed.get("currency_options") or {}).get(currency)
    return None if option is None else int(option["amount"])


def _fixed(given: Mapping[str, Any], path: str) -> Object:
    currency = currency_at(given["currency"], inside(path, "currency"))
    fixed: Object = {"amount": amount_at(given["amount"], inside(path, "amount")), "currency": currency}
    options = _options(given.get("currency_options") or {}, inside(path, "currency_options"))
    return {**fixed, "currency_options": options} if options else fixed


def _options(given: Mapping[str, Any], path: str) -> dict[str, Object]:
    return {
        currency_at(code, inside(path, code)): {
            "amount": amount_at(option["amount"], f"{path}[{code}][amount]"),
            "tax_behavior": option.get("tax_behavior", "unspecified"),
        }
        for code, option in given.items()
    }


def _estimate(given: Mapping[str, Any] | None, path: str) -> Object | None:
    if given is None:
        return None
    ends: Object = {name: given.get(name) for name in ("maximum", "minimum")}
    hours = {}
    for name, end in ends.items():
        if end is not None:
            value = amount_at(end["value"], f"{path}[{name}][value]", least=1)
            hours[name] = value * HOURS[end["unit"]]
    if len(hours) == len(ends) and hours["minimum"] > hours["maximum"]:
        raise invalid(
            "The `minimum` of a delivery estimate must not exceed its `maximum`.", param=inside(path, "minimum")
        )
    return copy_of(ends)
