"""https://docs.stripe.com/api/coupons: create, retrieve, update, delete, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import coupon_terms, coupons
from stripe_emulator.catalog.checks import (
    amount_at,
    check_new_id,
    currency_at,
    in_future,
    of_path,
    retriever_of,
    within_years,
)
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

KIND = coupon_terms.COUPON
CHANGEABLE = ("metadata", "name")
MAX_NAME, MAX_MONTHS = 40, 1200


def create(call: Call) -> Object:
    """A coupon: so much off, or so many percent, for so long."""
    account, params = call.account, call.params
    _check_name(params)
    duration, months = _duration(params)
    off = _off(params)
    if "redeem_by" in params:
        within_years(in_future(params["redeem_by"], account.now(), "redeem_by"), account.now(), "redeem_by")
    if "max_redemptions" in params:
        amount_at(params["max_redemptions"], "max_redemptions", least=1)
    products = (params.get("applies_to") or {}).get("products")
    for number, product in enumerate(products or ()):
        account.resolve("product", product, f"applies_to[products][{number}]")
    options = _options(params)
    id = check_new_id(call, KIND, params["id"], "Coupon") if params.get("id") else account.ids.letters(8)
    coupon = new(
        account,
        KIND,
        id,
        duration=duration,
        duration_in_months=months,
        max_redemptions=params.get("max_redemptions"),
        metadata=merge_metadata({}, params.get("metadata")),
        name=params.get("name"),
        redeem_by=params.get("redeem_by"),
        times_redeemed=0,
        valid=True,
        **off,
    )
    hidden = {"applies_to": {"products": products} if products else None, "currency_options": options}
    account.memory.setdefault(coupon_terms.HIDDEN, {})[id] = hidden
    account.add(coupon)
    call.emit("coupon.created", coupon)
    if coupon["redeem_by"] is not None:
        account.time.at(coupon["redeem_by"], lambda: _end(account, coupon))
    return coupon


def update(call: Call) -> Object:
    """Change name, metadata and amounts in other currencies; the rest of a coupon is permanent."""
    coupon, params = of_path(call, KIND, "coupon"), call.params
    _check_name(params)
    if "currency_options" in params:
        if coupon["amount_off"] is None:
            message = "`currency_options` is only supported for coupons with `amount_off`."
            raise invalid(message, param="currency_options")
        hidden = coupon_terms.hidden_of(call.account, coupon)
        hidden["currency_options"] = {**(hidden["currency_options"] or {}), **_amounts(params["currency_options"])}
    previous = change(coupon, params, CHANGEABLE)
    if previous:
        call.emit("coupon.updated", coupon, previous)
    return coupon


def delete(call: Call) -> Object:
    """Delete: no new redemptions; those who have it keep it."""
    account, coupon = call.account, of_path(call, KIND, "coupon")
    coupons.invalidate(account, coupon)
    call.emit("coupon.deleted", coupon)
    account.remove(coupon)
    for memory in (coupon_terms.HIDDEN, coupons.CODES):
        account.memory.get(memory, {}).pop(coupon["id"], None)
    return {"id": coupon["id"], "object": KIND, "deleted": True}


def applies_to(account: Account, coupon: Object) -> Object | None:
    """The products that a coupon is limited to."""
    products: Object | None = coupon_terms.hidden_of(account, coupon)["applies_to"]
    return products


def options(account: Account, coupon: Object) -> Object | None:
    """The amounts off in every currency."""
    by_currency: Object | None = coupon_terms.hidden_of(account, coupon)["currency_options"]
    return by_currency


def _off(params: Mapping[str, Any]) -> Object:
    amount, percent = params.get("amount_off"), params.get("percent_off")
    if amount is None and percent is None:
        raise invalid("Must provide percent_off or amount_off.", code="parameter_missing")
    if amount is not None and percent is not None:
        raise invalid("Received both percent_off and amount_off parameters. Please pass in only one.")
    if percent is not None:
        return {"percent_off": _percent(percent)}
    amount_at(params["amount_off"], "amount_off", least=1)
    if params.get("currency") is None:
        raise invalid("You must pass currency when passing amount_off", param="currency")
    return {"amount_off": amount, "currency": currency_at(params["currency"], "currency")}


def _percent(percent: float) -> float:
    if percent < 0.01:
        message = f"This value must be greater than or equal to 0.01 (it currently is '{percent}')."
        raise invalid(message, param="percent_off")
    if percent > 100:
        raise invalid(f"Invalid percent_off: must be at most 100; got {percent}", param="percent_off")
    return percent


def _duration(params: Mapping[str, Any]) -> tuple[str, int | None]:
    duration, months = params.get("duration", "once"), params.get("duration_in_months")
    if duration == "repeating":
        if months is None:
            message = "The duration_in_months param must be set when creating a coupon with a repeating duration"
            raise invalid(message, param="duration")
        if not 1 <= months <= MAX_MONTHS:
            message = f"Invalid duration_in_months: must be between 1 and {MAX_MONTHS}; got {months}"
            raise invalid(message, param="duration_in_months")
    elif months is not None:
        message = "`duration_in_months` can only be set when `duration` is `repeating`."
        raise invalid(message, param="duration_in_months")
    return duration, months


def _options(params: Mapping[str, Any]) -> Object | None:
    """The amounts off by currency, its own among them; None for a coupon of percent."""
    options = params.get("currency_options")
    if params.get("percent_off") is not None:
        if options is not None:
            message = "You may only specify one of these parameters: currency_options, percent_off."
            raise invalid(message, param="currency_options")
        return None
    own = currency_at(params["currency"], "currency")
    return {own: {"amount_off": params["amount_off"]}, **_amounts(options or {})}


def _amounts(params: Mapping[str, Any]) -> Object:
    amounts: Object = {}
    for code, option in params.items():
        at = within("currency_options", code)
        currency = currency_at(code, at)
        amounts[currency] = {"amount_off": amount_at(option["amount_off"], within(at, "amount_off"), least=1)}
    return amounts


def _check_name(params: Mapping[str, Any]) -> None:
    if len(params.get("name") or "") > MAX_NAME:
        message = f"Invalid string: must be at most {MAX_NAME} characters"
        raise invalid(message, param="name", code="parameter_invalid_string_length")


def _end(account: Account, coupon: Object) -> None:
    coupons.refresh(account, coupon)


ENDPOINTS = (
    Endpoint("POST", "/v1/coupons", create),
    Endpoint("GET", "/v1/coupons", lister(KIND)),
    Endpoint("GET", "/v1/coupons/{coupon}", retriever_of(KIND, "coupon")),
    Endpoint("POST", "/v1/coupons/{coupon}", update),
    Endpoint("DELETE", "/v1/coupons/{coupon}", delete),
)
INCLUDED = {"applies_to": applies_to, "currency_options": options}
