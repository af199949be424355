"""Phases of a schedule: from parameters to what the schedule shows (https://docs.stripe.com/api/subscription_schedules/create)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stripe_emulator.billing.invoices import drafting
from stripe_emulator.billing.schedules import calendar, settings
from stripe_emulator.billing.shared import prices
from stripe_emulator.catalog import discounts
from stripe_emulator.catalog import prices as catalog_prices
from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param

# Current and future phases.
MOST = 10
MOST_ITEMS, MOST_OF_ONE = 20, 999_999_999
DISCOUNTS = ("coupon", "discount", "promotion_code")
WHOLE_PERIOD: Object = {
    "end": {"timestamp": None, "type": "min_item_period_end"},
    "start": {"timestamp": None, "type": "max_item_period_start"},
}
LENGTHS = ("duration", "end_date", "iterations")


@dataclass(frozen=True)
class Plan:
    """What phases are built for: the customer, the schedule's defaults, the present time."""

    call: Call
    customer: str
    defaults: Object
    now: int


def build(plan: Plan, phases_params: Sequence[Mapping[str, Any]], start: int) -> list[Object]:
    """The phases of a `phases` parameter, the first of which begins at `start`."""
    if not phases_params:
        raise missing_param("phases")
    if len(phases_params) > MOST:
        raise invalid(
            f"A schedule can have up to {MOST} current and future phases, got {len(phases_params)}.", param="phases"
        )
    built, lengths = [], []
    for number, one in enumerate(phases_params):
        path = f"phases[{number}]"
        phase = _phase(plan, one, path)
        built.append(phase)
        lengths.append(_length(plan, one, phase, path))
    for number, span in enumerate(calendar.spans(start, lengths)):
        built[number] |= {"start_date": span.start, "end_date": span.end}
        _set_trial(plan, built[number], phases_params[number], f"phases[{number}]")
    return built


def moment(value: int | str | None, now: int) -> int | None:
    """A time that may be given as `now`."""
    return now if isinstance(value, str) else value


def of_subscription(subscription: Object) -> Object:
    """The phase that mirrors a subscription's current period (`from_subscription`)."""
    items = subscription["items"]["data"]
    phase = CURRENT.part("subscription_schedule.phases")
    no_items = CURRENT.part("subscription_schedule.phases.items")
    phase |= {
        name: subscription[name]
        for name in ("application_fee_percent", "billing_thresholds", "currency", "default_payment_method", "trial_end")
    }
    return phase | {
        "collection_method": subscription["collection_method"],
        "default_tax_rates": list(subscription["default_tax_rates"] or ()),
        "description": subscription["description"],
        "discounts": [_discount({"discount": id}) for id in subscription["discounts"]],
        "end_date": max(item["current_period_end"] for item in items),
        "items": [
            no_items
            | {
                "billing_thresholds": item["billing_thresholds"],
                "discounts": [_discount({"discount": id}) for id in item["discounts"]],
                "metadata": dict(item["metadata"]),
                "plan": item["price"]["id"],
                "price": item["price"]["id"],
                "quantity": item["quantity"],
                "tax_rates": list(item["tax_rates"] or ()),
            }
            for item in items
        ],
        "metadata": dict(subscription["metadata"]),
        "proration_behavior": "create_prorations",
        "start_date": min(item["current_period_start"] for item in items),
    }


def _phase(plan: Plan, params: Mapping[str, Any], path: str) -> Object:
    account = plan.call.account
    items = [_item(plan, one, f"{path}[items][{number}]") for number, one in enumerate(params["items"])]
    _check_items(items, within(path, "items"))
    currency = _currency(account, params, items, path)
    for number, one in enumerate(params["items"]):
        _discounts(plan, one.get("discounts"), f"{path}[items][{number}][discounts]", currency)
    phase: Object = CURRENT.part("subscription_schedule.phases") | {
        "currency": currency,
        "default_tax_rates": drafting.tax_rates(account, params.get("default_tax_rates"), f"{path}[default_tax_rates]"),
        "discounts": _discounts(plan, _discount_params(params), f"{path}[discounts]", currency),
        "items": items,
        "metadata": dict(params.get("metadata") or {}),
        "proration_behavior": params.get("proration_behavior", "create_prorations"),
    }
    phase["add_invoice_items"] = [
        _charge(plan, one, phase["currency"], f"{path}[add_invoice_items][{number}]")
        for number, one in enumerate(params.get("add_invoice_items") or ())
    ]
    settings.apply(account, phase, params, path, plan.customer)
    settings.check(phase, plan.defaults, path)
    settings.check_anchor(params, path)
    return phase


def _item(plan: Plan, params: Mapping[str, Any], path: str) -> Object:
    account = plan.call.account
    price = catalog_prices.price_of(plan.call, params, path, type="recurring")
    quantity = params.get("quantity", 1)
    if not 0 <= quantity <= MOST_OF_ONE:
        raise invalid("Invalid non-negative integer", within(path, "quantity"), "parameter_invalid_integer")
    return CURRENT.part("subscription_schedule.phases.items") | {
        "billing_thresholds": params.get("billing_thresholds"),
        "discounts": _discounts(plan, params.get("discounts"), within(path, "discounts")),
        "metadata": dict(params.get("metadata") or {}),
        "plan": price["id"],
        "price": price["id"],
        "quantity": None if prices.is_metered(price) else quantity,
        "tax_rates": drafting.tax_rates(account, params.get("tax_rates"), within(path, "tax_rates")),
    }


def _charge(plan: Plan, params: Mapping[str, Any], currency: str, path: str) -> Object:
    account = plan.call.account
    price = catalog_prices.price_of(plan.call, params, path, type="one_time")
    drafting.check_same_currency(account, price, currency, within(path, "price"))
    period = params.get("period")
    return CURRENT.part("subscription_schedule.phases.add_invoice_items") | {
        "discountable": params.get("discountable"),
        "discounts": _discounts(plan, params.get("discounts"), within(path, "discounts"), currency),
        "metadata": dict(params.get("metadata") or {}),
        "period": WHOLE_PERIOD if period is None else {name: {"timestamp": None} | period[name] for name in period},
        "price": price["id"],
        "quantity": params.get("quantity", 1),
        "tax_rates": drafting.tax_rates(account, params.get("tax_rates"), within(path, "tax_rates")),
    }


def _check_items(items: Sequence[Object], path: str) -> None:
    if not items:
        raise missing_param(path)
    if len(items) > MOST_ITEMS:
        raise invalid(f"A phase can have up to {MOST_ITEMS} items, got {len(items)}.", param=path)
    ids = [item["price"] for item in items]
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise invalid(f"Cannot add multiple subscription items with the same plan: {twice}", param=path)


def _currency(account: Account, params: Mapping[str, Any], items: Sequence[Object], path: str) -> str:
    first: Object = account.get("price", items[0]["price"])
    currency = check_currency(params.get("currency") or first["currency"])
    for number, item in enumerate(items):
        price = account.get("price", item["price"])
        drafting.check_same_currency(account, price, currency, f"{path}[items][{number}][price]")
    return currency


def _discounts(
    plan: Plan, discount_params: Sequence[Mapping[str, Any]] | None, path: str, currency: str | None = None
) -> list[Object]:
    entries = []
    for number, one in enumerate(discount_params or ()):
        at = f"{path}[{number}]"
        if one.get("discount") is not None:
            plan.call.account.resolve(discounts.KIND, one["discount"], within(at, "discount"))
        elif one.get("coupon") is not None or one.get("promotion_code") is not None:
            discounts.offer_of(plan.call, one, at, customer=plan.customer, currency=currency)
        else:
            raise missing_param(within(at, "coupon"))
        entries.append(_discount(one))
    return entries


def _discount_params(params: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    """`coupon` is what versions before 2025-09-30.clover have beside `discounts`."""
    one = params.get("coupon")
    return params.get("discounts") if one is None else [{"coupon": one}]


def _discount(params: Mapping[str, Any]) -> Object:
    return {name: params.get(name) for name in DISCOUNTS}


def _length(plan: Plan, params: Mapping[str, Any], phase: Object, path: str) -> calendar.Length:
    lengths = [name for name in LENGTHS if params.get(name) is not None]
    if len(lengths) > 1:
        message = f"You may only specify one of these parameters: {', '.join(sorted(lengths))}."
        raise invalid(message, param=within(path, lengths[0]))
    account = plan.call.account
    every = prices.interval_of(account.get("price", phase["items"][0]["price"]))
    intervals = None
    if params.get("duration") is not None:
        intervals = calendar.intervals(params["duration"], within(path, "duration"))
    elif params.get("iterations") is not None:
        intervals = calendar.times(every, params["iterations"], within(path, "iterations"))
    start, end = moment(params.get("start_date"), plan.now), moment(params.get("end_date"), plan.now)
    return calendar.Length(path, start, end, intervals, every)


def _set_trial(plan: Plan, phase: Object, params: Mapping[str, Any], path: str) -> None:
    until = moment(params.get("trial_end"), plan.now)
    if params.get("trial"):
        if until is not None:
            message = "You may only specify one of these parameters: trial, trial_end."
            raise invalid(message, param=within(path, "trial"))
        until = phase["end_date"]
    if until is not None and not phase["start_date"] <= until <= phase["end_date"]:
        message = "`trial_end` must be within the phase: after its `start_date`, not after its `end_date`."
        raise invalid(message, param=within(path, "trial_end"))
    phase["trial_end"] = None if until == phase["start_date"] else until
