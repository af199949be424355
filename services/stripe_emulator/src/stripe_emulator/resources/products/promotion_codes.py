"""https://docs.stripe.com/api/promotion_codes: create, retrieve, update, list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import coupon_terms, coupons
from stripe_emulator.catalog.checks import amount_at, currency_at, in_future, of_path, retriever_of, within_years
from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit import on_demand
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

KIND = coupons.PROMOTION_CODE
WORDS = "promotion code"
CODE = re.compile(r"[a-zA-Z0-9\-_]{1,500}")
# Key of `account.memory`: the spellings of each code, which is looked up in any case.
SPELLINGS = "promotion_codes.spellings"
RESTRICTIONS = "restrictions"
OPTIONS = f"{RESTRICTIONS}.{on_demand.CURRENCY_OPTIONS}"


def create(call: Call) -> Object:
    """A code that customers type to redeem a coupon."""
    account, params = call.account, call.params
    coupon = _coupon(call)
    call.resolve("customer", "customer")
    now = account.now()
    if "expires_at" in params:
        within_years(in_future(params["expires_at"], now, "expires_at"), now, "expires_at")
    _check_limits(coupon, params)
    active = params.get("active", True)
    promotion_code = new(
        account,
        KIND,
        account.ids.new("promo_"),
        active=active,
        code=_code(account, params.get("code"), active, params.get("customer")),
        customer=params.get("customer"),
        expires_at=params.get("expires_at"),
        max_redemptions=params.get("max_redemptions"),
        metadata=merge_metadata({}, params.get("metadata")),
        promotion={"coupon": coupon["id"], "type": coupon_terms.COUPON},
        restrictions=_restrictions(params.get(RESTRICTIONS) or {}),
        times_redeemed=0,
    )
    minimums = _minimums(params.get(RESTRICTIONS) or {})
    on_demand.keep(account, promotion_code["id"], OPTIONS, minimums or None)
    _keep(account, promotion_code)
    account.memory.setdefault(coupon_terms.OF_CODES, {})[promotion_code["id"]] = copy_of(coupon)
    call.emit("promotion_code.created", promotion_code)
    return promotion_code


def update(call: Call) -> Object:
    """Switch off or (while its coupon is valid) on again, change metadata and minimums in other currencies."""
    code, params = of_path(call, KIND, KIND, WORDS), call.params
    if params.get("active") and not code["active"]:
        _check_redeemable(call.account, code)
    minimums = _minimums(params.get(RESTRICTIONS) or {})
    known = on_demand.kept(call.account, code["id"], OPTIONS) or {}
    on_demand.keep(call.account, code["id"], OPTIONS, {**known, **minimums} or None)
    previous = change(code, params, ("active", "metadata"))
    if previous or minimums:
        call.emit("promotion_code.updated", code, previous)
    return code


def list_all(call: Call) -> Object:
    """Promotion codes, also by their code in any case, by coupon and by customer."""
    params = call.params
    call.resolve("coupon", "coupon")
    code, coupon = params.get("code"), params.get("coupon")
    spelled = call.account.memory.get(SPELLINGS, {}).get(code.lower(), [code]) if code else []

    def matches(one: Object) -> bool:
        return (not spelled or one["code"] in spelled) and (coupon is None or one["promotion"]["coupon"] == coupon)

    single = {"code": spelled[0]} if len(spelled) == 1 else {}
    return page(
        call, KIND, "active", "customer", "customer_account", where=matches, judged=("code", "coupon"), **single
    )


def _coupon(call: Call) -> Object:
    """The coupon, by `promotion[coupon]` or by the older `coupon`."""
    promotion = call.params.get("promotion")
    if promotion is None and call.params.get("coupon") is None:
        raise missing_param("promotion")
    path = "coupon" if promotion is None else "promotion[coupon]"
    id = call.params.get("coupon") if promotion is None else promotion.get("coupon")
    if id is None:
        raise invalid("You must pass promotion.coupon when passing promotion", param="promotion.coupon")
    coupon = call.account.resolve(coupon_terms.COUPON, id, path)
    if not coupon["valid"]:
        message = f"The coupon `{id}` is no longer valid: it cannot have new promotion codes."
        raise invalid(message, param=path, code="coupon_expired")
    return coupon


def _check_limits(coupon: Object, params: Mapping[str, Any]) -> None:
    """Refuse more redemptions than the coupon has, and an end after the coupon's (the SDK's texts; our words)."""
    if "max_redemptions" in params:
        amount_at(params["max_redemptions"], "max_redemptions", least=1)
    for name, of_coupon in (("max_redemptions", "max_redemptions"), ("expires_at", "redeem_by")):
        most = coupon[of_coupon]
        if most is not None and params.get(name) is not None and params[name] > most:
            message = f"`{name}` cannot be greater than the coupon's `{of_coupon}` ({most})."
            raise invalid(message, param=name)


def _code(account: Account, code: str | None, active: bool, customer: str | None) -> str:
    """The code, new among those that are active and open to the same customer."""
    if code is None:
        return account.ids.letters(8).upper()
    if CODE.fullmatch(code) is None:
        message = (
            "This value must match the regex pattern. "
            f"(/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value {code[:500]})."
        )
        raise invalid(message, param="code")
    if active:
        _check_unique(account, code, customer)
    return code


def _check_unique(account: Account, code: str, customer: str | None) -> None:
    for spelled in account.memory.get(SPELLINGS, {}).get(code.lower(), ()):
        for other in account.each(KIND, code=spelled, active=True):
            if customer is None or other["customer"] in (None, customer):
                raise invalid(f"An active promotion code with `code: {code}` already exists.")


def _keep(account: Account, code: Object) -> None:
    account.add(code)
    coupons.codes_of(account, code["promotion"]["coupon"]).append(code)
    spellings = account.memory.setdefault(SPELLINGS, {}).setdefault(code["code"].lower(), [])
    if code["code"] not in spellings:
        spellings.append(code["code"])
    if code["expires_at"] is not None:
        account.time.at(code["expires_at"], lambda: _expire(account, code))


def _expire(account: Account, code: Object) -> None:
    code["active"] = False
    account.refile(code)


def _check_redeemable(account: Account, code: Object) -> None:
    """Only what could be redeemed can be switched on: https://docs.stripe.com/api/promotion_codes/update."""
    coupon = account.table(coupon_terms.COUPON).find(code["promotion"]["coupon"])
    if coupon is None or not coupon["valid"]:
        raise invalid("This promotion code cannot be activated: its coupon is no longer valid.", param="active")
    if coupons.past(account, code["expires_at"]) or coupons.used_up(code):
        raise invalid("This promotion code cannot be activated: it has expired or is used up.", param="active")
    _check_unique(account, code["code"], code["customer"])


def _restrictions(params: Mapping[str, Any]) -> Object:
    restrictions: Object = {
        **CURRENT.part("promotion_code.restrictions"),
        "first_time_transaction": params.get("first_time_transaction", False),
        "minimum_amount": params.get("minimum_amount"),
        "minimum_amount_currency": None,
    }
    amount, currency = params.get("minimum_amount"), params.get("minimum_amount_currency")
    if (amount is None) != (currency is None):
        name = "minimum_amount" if amount is None else "minimum_amount_currency"
        raise missing_param(within(RESTRICTIONS, name))
    if amount is not None and currency is not None:
        amount_at(amount, within(RESTRICTIONS, "minimum_amount"), least=1)
        restrictions["minimum_amount_currency"] = currency_at(currency, within(RESTRICTIONS, "minimum_amount_currency"))
    return restrictions


def _minimums(params: Mapping[str, Any]) -> Object:
    """The minimum amounts in other currencies, which a code shows only when expanded."""
    minimums: Object = {}
    for code, option in (params.get("currency_options") or {}).items():
        at = within(within(RESTRICTIONS, "currency_options"), code)
        if option.get("minimum_amount") is None:
            raise missing_param(within(at, "minimum_amount"))
        least = amount_at(option["minimum_amount"], within(at, "minimum_amount"), least=1)
        minimums[currency_at(code, at)] = {"minimum_amount": least}
    return minimums


ENDPOINTS = (
    Endpoint("POST", "/v1/promotion_codes", create),
    Endpoint("GET", "/v1/promotion_codes", list_all),
    Endpoint("GET", "/v1/promotion_codes/{promotion_code}", retriever_of(KIND, KIND, WORDS)),
    Endpoint("POST", "/v1/promotion_codes/{promotion_code}", update),
)
