"""New subscriptions are billed in the flexible mode by default; before, in the classic one."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change

CLASSIC = {"type": "classic"}


def _of_subscription(_: Account, params: Object, __: Mapping[str, str]) -> None:
    params.setdefault("billing_mode", dict(CLASSIC))


def _of_schedule(_: Account, params: Object, __: Mapping[str, str]) -> None:
    if "from_subscription" not in params:
        params.setdefault("billing_mode", dict(CLASSIC))


def _of_quote(_: Account, params: Object, __: Mapping[str, str]) -> None:
    params["subscription_data"] = {"billing_mode": dict(CLASSIC), **(params.get("subscription_data") or {})}


def _of_session(account: Account, params: Object, ids: Mapping[str, str]) -> None:
    if params.get("mode") == "subscription":
        _of_quote(account, params, ids)


def _of_preview(_: Account, params: Object, __: Mapping[str, str]) -> None:
    details = params.get("subscription_details") or {}
    if details.get("items") and "subscription" not in params:
        params["subscription_details"] = {"billing_mode": dict(CLASSIC), **details}


CHANGE = Change(
    "https://docs.stripe.com/changelog/clover/2025-09-30/billing-mode-default-flexible",
    params={
        "POST /v1/subscriptions": _of_subscription,
        "POST /v1/subscription_schedules": _of_schedule,
        "POST /v1/quotes": _of_quote,
        "POST /v1/checkout/sessions": _of_session,
        "POST /v1/invoices/create_preview": _of_preview,
    },
)
