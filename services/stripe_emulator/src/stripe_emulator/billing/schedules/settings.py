"""The `default_settings` of a schedule, which its phases may override."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit import references
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param

COPIED = ("application_fee_percent", "billing_cycle_anchor", "collection_method", "description", "on_behalf_of")
HASHES = {
    "billing_thresholds": {"amount_gte": None, "reset_billing_cycle_anchor": None},
    "transfer_data": {"amount_percent": None},
}
OFF: Object = {"disabled_reason": None, "enabled": False, "liability": None}
SELF: Object = {"type": "self"}


def blank() -> Object:
    """The settings of a schedule that says nothing about them."""
    settings = CURRENT.part("subscription_schedule.default_settings")
    no_invoices = CURRENT.part("subscription_schedule.default_settings.invoice_settings")
    return settings | {
        "automatic_tax": dict(OFF),
        "billing_cycle_anchor": "automatic",
        "collection_method": "charge_automatically",
        "invoice_settings": no_invoices | {"issuer": dict(SELF)},
    }


def apply(account: Account, target: Object, params: Mapping[str, Any], path: str, customer: str) -> None:
    """Write settings into a phase or the defaults; refuses a payer that is not the customer's."""
    for name in COPIED:
        if name in params:
            target[name] = params[name]
    for name, hash in HASHES.items():
        if name in params:
            target[name] = hash | params[name] if params[name] else None
    if params.get("default_payment_method") is not None:
        references.method_of_customer(
            account, params["default_payment_method"], customer, within(path, "default_payment_method")
        )
    if "default_payment_method" in params:
        target["default_payment_method"] = params["default_payment_method"]
    if params.get("automatic_tax") is not None:
        target["automatic_tax"] = _automatic_tax(params["automatic_tax"])
    if params.get("invoice_settings") is not None:
        known = target["invoice_settings"] or CURRENT.part("subscription_schedule.phases.invoice_settings")
        target["invoice_settings"] = known | params["invoice_settings"]


def check(phase: Object, defaults: Object, path: str) -> None:
    """Invoices that are sent have a due date (https://docs.stripe.com/api/subscriptions/create)."""
    method = phase["collection_method"] or defaults["collection_method"]
    if method == "send_invoice" and days_until_due(phase, defaults) is None:
        raise missing_param(within(path, "invoice_settings") + "[days_until_due]")


def check_anchor(params: Mapping[str, Any], path: str) -> None:
    """A phase with a trial has its anchor at the end of the trial (the SDK's text of `billing_cycle_anchor`)."""
    tries = params.get("trial") or params.get("trial_end") is not None
    if params.get("billing_cycle_anchor") == "phase_start" and tries:
        message = "`billing_cycle_anchor` cannot be `phase_start` in a phase with a trial."
        raise invalid(message, param=within(path, "billing_cycle_anchor"))


def days_until_due(phase: Object, defaults: Object) -> int | None:
    """How long a customer has to pay a sent invoice."""
    for settings in (phase["invoice_settings"], defaults["invoice_settings"]):
        if settings and settings["days_until_due"] is not None:
            return int(settings["days_until_due"])
    return None


def _automatic_tax(params: Mapping[str, Any]) -> Object:
    if not params["enabled"]:
        return dict(OFF)
    return {"disabled_reason": None, "enabled": True, "liability": copy_of(params.get("liability") or SELF)}
