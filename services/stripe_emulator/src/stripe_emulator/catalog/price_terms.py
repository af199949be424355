"""From the parameters of a price to its terms: what it shows, and what it shows only when expanded.

Stripe's rules and words for prices: https://docs.stripe.com/api/prices/create. Messages that no recording has are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stripe_emulator.catalog.checks import amount_at, currency_at, only_one, pair_at
from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.amounts import MINIMUM
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid, missing_param, no_such

# The most of each interval: three years.
LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}
METERS_SINCE = "2025-03-31"
MAX_TRIAL_DAYS = 730
AMOUNTS = ("unit_amount", "unit_amount_decimal")


def visible_terms(call: Call, params: Mapping[str, Any], path: str) -> Object:
    """The fields of a price that are always visible: amount, currency, interval."""
    tiered = params.get("billing_scheme") == "tiered"
    recurring = recurring_terms(call, params.get("recurring"), within(path, "recurring"))
    if tiered and recurring is None:
        raise invalid("Prices with `type=one_time` are not supported with tiered billing.", param="interval")
    whole, decimal = _tiered_amount(params, path) if tiered else _amount(params, path)
    custom = custom_amount(params.get("custom_unit_amount"), within(path, "custom_unit_amount"))
    currency = currency_at(params["currency"], within(path, "currency"))
    check_least(custom, currency, within(path, "custom_unit_amount"))
    if custom is not None and recurring is not None:
        message = "`custom_unit_amount` is only supported for prices with `type=one_time`."
        raise invalid(message, param=within(path, "custom_unit_amount"))
    return {
        "billing_scheme": "tiered" if tiered else "per_unit",
        "currency": currency,
        "custom_unit_amount": custom,
        "recurring": recurring,
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": params["tiers_mode"] if tiered else None,
        "transform_quantity": _transform(params, path, tiered or custom is not None),
        "type": "one_time" if recurring is None else "recurring",
        "unit_amount": whole,
        "unit_amount_decimal": decimal,
    }


def hidden_terms(terms: Object, params: Mapping[str, Any], path: str) -> Object:
    """`tiers` and `currency_options`, which a price has only when they are expanded."""
    tiers = tiers_of(params["tiers"], within(path, "tiers")) if terms["billing_scheme"] == "tiered" else None
    options = currency_options(terms, params.get("currency_options"), within(path, "currency_options"))
    own = option_of(terms, tiers)
    return {"tiers": tiers, "currency_options": {terms["currency"]: own, **options}}


def option_of(terms: Object, tiers: list[Object] | None) -> Object:
    """The terms of a price in its own currency, as `currency_options` lists them beside the others."""
    names = ("custom_unit_amount", "tax_behavior", *AMOUNTS)
    return {**{name: terms[name] for name in names}, **({"tiers": tiers} if tiers is not None else {})}


def currency_options(terms: Object, options: Mapping[str, Any] | None, path: str) -> dict[str, Object]:
    by_currency: dict[str, Object] = {}
    for code, option in (options or {}).items():
        at = within(path, code)
        currency = currency_at(code, at)
        if currency == terms["currency"]:
            message = f"`currency_options` cannot contain the price's own currency ({currency})."
            raise invalid(message, param=at)
        by_currency[currency] = _option(terms, option, at)
        check_least(by_currency[currency]["custom_unit_amount"], currency, within(at, "custom_unit_amount"))
    return by_currency


def recurring_terms(call: Call, params: Mapping[str, Any] | None, path: str) -> Object | None:
    """The `recurring` hash with its defaults; 400 for intervals beyond three years."""
    if params is None:
        return None
    interval, count = params["interval"], params.get("interval_count", 1)
    if not 1 <= count <= LONGEST[interval]:
        message = f"A price may recur every 1 to {LONGEST[interval]} {interval}s (three years); got {count}."
        raise invalid(message, param=within(path, "interval_count"))
    trial = params.get("trial_period_days")
    if trial is not None and not 0 <= trial <= MAX_TRIAL_DAYS:
        message = f"The trial period must be between 0 and {MAX_TRIAL_DAYS} days; got {trial}."
        raise invalid(message, param=within(path, "trial_period_days"))
    usage = params.get("usage_type", "licensed")
    _check_meter(call, usage, params.get("meter"), path)
    return {
        **CURRENT.part("price.recurring"),
        "interval": interval,
        "interval_count": count,
        "meter": params.get("meter"),
        "trial_period_days": trial,
        "usage_type": usage,
    }


def check_least(custom: Object | None, currency: str, path: str) -> None:
    """Refuse a `minimum` that could not be charged (the SDK's text; the words are ours)."""
    least = MINIMUM.get(currency, 0)
    if custom is not None and custom["minimum"] is not None and custom["minimum"] < least:
        message = f"`minimum` must be at least the minimum charge amount ({least} {currency})."
        raise invalid(message, param=within(path, "minimum"))


def custom_amount(params: Mapping[str, Any] | None, path: str) -> Object | None:
    """The `custom_unit_amount` hash: the limits within which the customer chooses an amount."""
    if params is None or not params["enabled"]:
        return None
    terms = {name: params.get(name) for name in ("maximum", "minimum", "preset")}
    for name, value in terms.items():
        if value is not None:
            amount_at(value, within(path, name))
    minimum, maximum, preset = terms["minimum"] or 0, terms["maximum"], terms["preset"]
    if maximum is not None and maximum < minimum:
        raise invalid("`maximum` must be at least `minimum`.", param=within(path, "maximum"))
    if preset is not None and (preset < minimum or (maximum is not None and preset > maximum)):
        raise invalid("`preset` must be between `minimum` and `maximum`.", param=within(path, "preset"))
    return terms


def tiers_of(params: Sequence[Mapping[str, Any]], path: str) -> list[Object]:
    """The tiers of a price; 400 unless they ascend and the last one has no end."""
    if not params:
        raise missing_param(path)
    tiers, below = [], 0
    for number, tier in enumerate(params):
        at, last = f"{path}[{number}]", number == len(params) - 1
        up_to = None if tier["up_to"] == "inf" else tier["up_to"]
        if (up_to is None) != last:
            raise invalid("The last tier, and only it, must have `up_to=inf`.", param=within(at, "up_to"))
        if up_to is not None and up_to <= below:
            message = "Tiers must be in ascending order: each `up_to` greater than the one before."
            raise invalid(message, param=within(at, "up_to"))
        below = amount_at(up_to, within(at, "up_to")) if up_to is not None else below
        tiers.append(_tier(tier, up_to, at))
    return tiers


def _tier(tier: Mapping[str, Any], up_to: int | None, path: str) -> Object:
    unit, flat = pair_at(tier, "unit_amount", path), pair_at(tier, "flat_amount", path)
    if unit[1] is None and flat[1] is None:
        raise invalid("Each tier needs a `unit_amount` or a `flat_amount`.", param=within(path, "unit_amount"))
    return {
        "flat_amount": flat[0],
        "flat_amount_decimal": flat[1],
        "unit_amount": unit[0],
        "unit_amount_decimal": unit[1],
        "up_to": up_to,
    }


def _amount(params: Mapping[str, Any], path: str) -> tuple[int | None, str | None]:
    for name in ("tiers", "tiers_mode"):
        if params.get(name):
            raise invalid(f"`{name}` is only supported with `billing_scheme=tiered`.", param=within(path, name))
    only_one(params, ("unit_amount", "unit_amount_decimal", "custom_unit_amount"), path)
    pair = pair_at(params, "unit_amount", path)
    if pair[1] is None and not (params.get("custom_unit_amount") or {}).get("enabled"):
        raise invalid("Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.")
    return pair


def _tiered_amount(params: Mapping[str, Any], path: str) -> tuple[None, None]:
    for name in ("tiers", "tiers_mode"):
        if not params.get(name):
            raise missing_param(within(path, name))
    for name in (*AMOUNTS, "custom_unit_amount"):
        if params.get(name) is not None:
            raise invalid(f"`{name}` is not supported with `billing_scheme=tiered`.", param=within(path, name))
    return None, None


def _option(price: Object, option: Mapping[str, Any], path: str) -> Object:
    tiered = price["billing_scheme"] == "tiered"
    if tiered and not option.get("tiers"):
        raise missing_param(within(path, "tiers"))
    if not tiered and option.get("tiers"):
        raise invalid("`tiers` is only supported with `billing_scheme=tiered`.", param=within(path, "tiers"))
    custom = custom_amount(option.get("custom_unit_amount"), within(path, "custom_unit_amount"))
    whole, decimal = (None, None) if tiered else pair_at(option, "unit_amount", path)
    if not tiered and decimal is None and custom is None:
        raise missing_param(within(path, "unit_amount"))
    terms = {
        "custom_unit_amount": custom,
        "tax_behavior": option.get("tax_behavior", "unspecified"),
        "unit_amount": whole,
        "unit_amount_decimal": decimal,
    }
    return {**terms, "tiers": tiers_of(option["tiers"], within(path, "tiers"))} if tiered else terms


def _transform(params: Mapping[str, Any], path: str, excluded: bool) -> Object | None:
    transform = params.get("transform_quantity")
    if transform is None:
        return None
    at = within(path, "transform_quantity")
    if excluded:
        message = "`transform_quantity` cannot be combined with `tiers` or `custom_unit_amount`."
        raise invalid(message, param=at)
    return {
        "divide_by": amount_at(transform["divide_by"], within(at, "divide_by"), least=1),
        "round": transform["round"],
    }


def _check_meter(call: Call, usage: str, meter: str | None, path: str) -> None:
    if usage == "metered" and meter is None and call.version >= METERS_SINCE:
        raise invalid("Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.")
    if meter is None:
        return
    if usage != "metered":
        raise invalid("`meter` is only supported with `usage_type=metered`.", param=within(path, "meter"))
    if call.account.table("billing.meter").find(meter) is None:
        raise _no_meter(meter, within(path, "meter"))


def _no_meter(meter: str, path: str) -> StripeError:
    return no_such("meter", meter[:200], path, 400)
