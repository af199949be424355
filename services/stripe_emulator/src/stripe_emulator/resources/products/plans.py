"""https://docs.stripe.com/api/plans: create, retrieve, update, delete, list. A plan is a recurring price."""

from __future__ import annotations

from typing import Any

from stripe_emulator.catalog import prices, products
from stripe_emulator.catalog.checks import check_new_id, of_path, only_one
from stripe_emulator.catalog.price_terms import MAX_TRIAL_DAYS
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, invalid, missing_param, no_such

KIND = "plan"
CHANGEABLE = ("active", "metadata", "nickname", "product")
RECURRING = ("aggregate_usage", "interval", "interval_count", "meter", "trial_period_days", "usage_type")
# Names of a plan's fields, and of the same ones of a price.
RENAMED = {"amount": "unit_amount", "amount_decimal": "unit_amount_decimal", "transform_usage": "transform_quantity"}


def create(call: Call) -> Object:
    """A plan of a product that exists, or that is made with it."""
    params = call.params
    only_one(params, ("amount", "amount_decimal"))
    id = check_new_id(call, prices.KIND, params["id"], "Plan") if params.get("id") else None
    terms = _as_price(params)
    try:
        prices.check(call, terms)
        price = prices.create(call, terms, _product(call), id=id or call.account.ids.new("plan_"))
    except StripeError as error:
        raise _as_plans(error) from None
    return prices.plan_of(price)


def retrieve(call: Call) -> Object:
    return prices.plan_of(_of_path(call))


def update(call: Call) -> Object:
    price, params = _of_path(call), call.params
    call.resolve("product", "product")
    trial = params.get("trial_period_days")
    if trial is not None and not 0 <= trial <= MAX_TRIAL_DAYS:
        message = f"The trial period must be between 0 and {MAX_TRIAL_DAYS} days; got {trial}."
        raise invalid(message, param="trial_period_days")
    previous = change(price, params, CHANGEABLE)
    changed = change(price["recurring"], params, ("trial_period_days",))
    if previous or changed:
        of_price = {**previous, **({"recurring": changed} if changed else {})}
        call.emit("plan.updated", prices.plan_of(price), {**previous, **changed})
        call.emit("price.updated", price, of_price)
    return prices.plan_of(price)


def delete(call: Call) -> Object:
    """Delete: no new subscriptions; those that have it keep it."""
    price = _of_path(call)
    prices.emit(call, "deleted", price)
    call.account.remove(price)
    return {"id": price["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    price_page = page(call, prices.KIND, "active", "product", type="recurring")
    return {**price_page, "data": [prices.plan_of(price) for price in price_page["data"]]}


def tiers(account: Account, plan: Object) -> list[Object] | None:
    plan_tiers: list[Object] | None = prices.hidden_of(account, plan)["tiers"]
    return plan_tiers


def _of_path(call: Call) -> Object:
    price = of_path(call, prices.KIND, "plan", KIND)
    if price["type"] != "recurring":
        raise no_such(KIND, price["id"], "plan")
    return price


def _as_price(params: Object) -> Object:
    terms: dict[str, Any] = {RENAMED.get(name, name): value for name, value in params.items()}
    return {**terms, "recurring": {name: params[name] for name in RECURRING if name in params}}


def _product(call: Call) -> str:
    product = call.params.get("product")
    if product is None:
        raise missing_param("product")
    if isinstance(product, dict):
        return str(products.create(call, product, "product")["id"])
    return str(call.account.resolve("product", product, "product")["id"])


def _as_plans(error: StripeError) -> StripeError:
    """The refusal of a price in the words of a plan."""
    param, message = error.param or "", (error.message or "").replace("Prices require", "Plans require")
    for plan, price in RENAMED.items():
        message = message.replace(f"`{price}`", f"`{plan}`")
        param = param if param.split("[")[0] != price else param.replace(price, plan, 1)
    param = param.removeprefix("recurring[").removesuffix("]") if param.startswith("recurring[") else param
    return StripeError(error.status, type=error.type, message=message, code=error.code, param=param or None)


ENDPOINTS = (
    Endpoint("POST", "/v1/plans", create),
    Endpoint("GET", "/v1/plans", list_all),
    Endpoint("GET", "/v1/plans/{plan}", retrieve),
    Endpoint("POST", "/v1/plans/{plan}", update),
    Endpoint("DELETE", "/v1/plans/{plan}", delete),
)
INCLUDED = {"tiers": tiers}
