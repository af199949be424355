"""The terms of a phase for its subscription, as the operations of /v1/subscriptions take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stripe_emulator.billing.schedules import settings
from stripe_emulator.catalog.prices import AGREED
from stripe_emulator.state.account import Object

OWN = ("application_fee_percent", "billing_thresholds", "default_payment_method", "description", "on_behalf_of")
INVOICES = ("account_tax_ids", "custom_fields", "description", "footer", "issuer")
Terms = dict[str, Any]


def to_start(schedule: Object, phase: Object, now: int) -> Terms:
    """The terms of a new subscription that begins with this phase."""
    terms = _common(schedule, phase)
    terms["items"] = [_item(item) for item in phase["items"]]
    terms["currency"] = phase["currency"]
    terms["discounts"] = _discount_params(phase["discounts"])
    terms["billing_mode"] = {
        "type": schedule["billing_mode"]["type"],
        "flexible": schedule["billing_mode"]["flexible"] or {},
    }
    if (phase["trial_end"] or 0) > now:
        terms["trial_end"] = phase["trial_end"]
    return terms


def to_enter(schedule: Object, phase: Object, last: Object | None, subscription: Object, now: int) -> Terms:
    """The terms that change when a phase begins after the `last` one, or when it is changed itself."""
    terms = _common(schedule, phase)
    terms["items"] = _changes(subscription, phase["items"])
    terms["proration_behavior"] = phase["proration_behavior"]
    if last is None or phase["discounts"] != last["discounts"]:
        terms["discounts"] = _discount_params(phase["discounts"])
    if (phase["trial_end"] or 0) > now:
        terms["trial_end"] = phase["trial_end"]
    under_way = last is not None and last["start_date"] == phase["start_date"]
    if under_way and last is not None and phase["add_invoice_items"] == last["add_invoice_items"]:
        del terms["add_invoice_items"]
    anchor = phase["billing_cycle_anchor"] or schedule["default_settings"]["billing_cycle_anchor"]
    if anchor == "phase_start" and not under_way:
        terms["billing_cycle_anchor"] = "now"
    return terms


def differ(schedule: Object, phase: Object, before: tuple[Object, Object]) -> bool:
    """Whether the current phase has other terms than `before`: the schedule and the phase before the update."""
    return to_start(schedule, phase, 0) != to_start(*before, 0)


def _common(schedule: Object, phase: Object) -> Terms:
    defaults = schedule["default_settings"]
    terms: Terms = {name: phase[name] if phase[name] is not None else defaults[name] for name in OWN}
    terms["collection_method"] = phase["collection_method"] or defaults["collection_method"]
    if terms["collection_method"] == "send_invoice":
        terms["days_until_due"] = settings.days_until_due(phase, defaults)
    terms["default_tax_rates"] = _ids(phase["default_tax_rates"])
    terms["metadata"] = dict(phase["metadata"])
    tax = phase["automatic_tax"] or defaults["automatic_tax"]
    terms["automatic_tax"] = {"enabled": tax["enabled"], "liability": tax["liability"]}
    invoices = phase["invoice_settings"] or {}
    terms["invoice_settings"] = {
        name: invoices[name] if invoices.get(name) is not None else defaults["invoice_settings"][name]
        for name in INVOICES
    }
    terms["add_invoice_items"] = [_charge(charge) for charge in phase["add_invoice_items"]]
    return terms


def _item(item: Object) -> Terms:
    terms: Terms = {
        "discounts": _discount_params(item["discounts"]),
        "metadata": dict(item["metadata"]),
        "price": item["price"],
        "tax_rates": _ids(item["tax_rates"]),
        AGREED: True,
    }
    if item["billing_thresholds"] is not None:
        terms["billing_thresholds"] = item["billing_thresholds"]
    if item["quantity"] is not None:
        terms["quantity"] = item["quantity"]
    return terms


def _charge(charge: Object) -> Terms:
    terms = {name: charge[name] for name in ("discountable", "quantity") if charge[name] is not None}
    return terms | {
        "metadata": dict(charge["metadata"]),
        "price": charge["price"],
        "tax_rates": _ids(charge["tax_rates"]),
        AGREED: True,
    }


def _changes(subscription: Object, phase_items: Sequence[Object]) -> list[Terms]:
    """The items parameter of the update: items keep their id, also with another price; the rest is deleted."""
    present = {item["price"]["id"]: item["id"] for item in subscription["items"]["data"]}
    free = [id for price, id in present.items() if price not in {item["price"] for item in phase_items}]
    changes = []
    for item in phase_items:
        terms = _item(item)
        if item["price"] in present:
            del terms["price"]
            terms["id"] = present[item["price"]]
        elif free:
            terms["id"] = free.pop(0)
        changes.append(terms)
    return changes + [{"id": id, "deleted": True} for id in free]


def _discount_params(discounts: Iterable[Object]) -> list[Terms]:
    return [{name: id for name, id in one.items() if id is not None} for one in discounts]


def _ids(rates: Iterable[Object] | None) -> list[str]:
    return [rate["id"] for rate in rates or ()]
