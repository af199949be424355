"""Making shipping rates: by their own endpoint, or inline with a Checkout Session (`shipping_rate_data`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import tax_code_table
from stripe_emulator.catalog.checks import amount_at, currency_at
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "shipping_rate"
FIXED = "fixed_amount"
OPTIONS = f"{FIXED}.{on_demand.CURRENCY_OPTIONS}"
MAX_NAME = 100
# To compare the two ends of an estimate.
HOURS = {"hour": 1, "day": 24, "business_day": 24, "week": 168, "month": 730}


def create(call: Call, params: Mapping[str, Any], path: str = "") -> Object:
    """A shipping rate; `path` is where its parameters are in the request."""
    account = call.account
    if params.get(FIXED) is None:
        raise missing_param(within(path, FIXED))
    if len(params["display_name"]) > MAX_NAME:
        message = f"Invalid string: must be at most {MAX_NAME} characters"
        raise invalid(message, param=within(path, "display_name"), code="parameter_invalid_string_length")
    if params.get("tax_code") is not None:
        tax_code_table.check(account, params["tax_code"], within(path, "tax_code"))
    rate = new(
        account,
        KIND,
        account.ids.new("shr_"),
        active=True,
        delivery_estimate=_estimate(params.get("delivery_estimate"), within(path, "delivery_estimate")),
        display_name=params["display_name"],
        fixed_amount=_fixed(params[FIXED], within(path, FIXED)),
        metadata=merge_metadata({}, params.get("metadata")),
        tax_behavior=params.get("tax_behavior", "unspecified"),
        tax_code=params.get("tax_code"),
        type="fixed_amount",
    )
    fixed, at = params[FIXED], within(path, FIXED)
    options = _options(fixed.get("currency_options") or {}, within(at, "currency_options"))
    on_demand.keep(account, rate["id"], OPTIONS, options or None)
    return account.add(rate)


def change_options(account: Account, rate: Object, options: Mapping[str, Any]) -> None:
    """Add or change amounts in other currencies."""
    at = within(FIXED, "currency_options")
    options_before = on_demand.kept(account, rate["id"], OPTIONS) or {}
    changed: dict[str, Object] = {}
    for code, option in options.items():
        old_option = options_before.get(code.lower(), {"tax_behavior": "unspecified"})
        if "amount" not in option and "amount" not in old_option:
            raise missing_param(within(within(at, code), "amount"))
        changed |= _options({code: {**old_option, **option}}, at)
    if changed:
        on_demand.keep(account, rate["id"], OPTIONS, {**options_before, **changed})


def amount_of(account: Account, rate: Object, currency: str) -> int | None:
    """The cost in a currency in minor units; None without an amount in it."""
    fixed = rate[FIXED]
    if fixed["currency"] == currency:
        return int(fixed["amount"])
    option = (on_demand.kept(account, rate["id"], OPTIONS) or {}).get(currency)
    return None if option is None else int(option["amount"])


def _fixed(params: Mapping[str, Any], path: str) -> Object:
    """The amount in the rate's own currency."""
    currency = currency_at(params["currency"], within(path, "currency"))
    fixed: Object = {"amount": amount_at(params["amount"], within(path, "amount")), "currency": currency}
    return fixed


def _options(params: Mapping[str, Any], path: str) -> dict[str, Object]:
    return {
        currency_at(code, within(path, code)): {
            "amount": amount_at(option["amount"], f"{path}[{code}][amount]"),
            "tax_behavior": option.get("tax_behavior", "unspecified"),
        }
        for code, option in params.items()
    }


def _estimate(params: Mapping[str, Any] | None, path: str) -> Object | None:
    if params is None:
        return None
    ends: Object = {name: params.get(name) for name in ("maximum", "minimum")}
    hours = {}
    for name, end in ends.items():
        if end is not None:
            value = amount_at(end["value"], f"{path}[{name}][value]", least=1)
            hours[name] = value * HOURS[end["unit"]]
    if len(hours) == len(ends) and hours["minimum"] > hours["maximum"]:
        raise invalid(
            "The `minimum` of a delivery estimate must not exceed its `maximum`.", param=within(path, "minimum")
        )
    return copy_of(ends)
