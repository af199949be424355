"""A subscription's `plan` and `quantity` are those of its one item; with several items both are null.

No entry of the changelog names their end. They were recorded with 2025-07-30.basil and with clover; the public types
of 2026-08-26.dahlia have neither (https://github.com/pay-rails/pay/pull/1262). "Received both items and quantity
parameters" is recorded in https://github.com/dj-stripe/dj-stripe/issues/1285.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.versions.change import Change, Derive
from stripe_emulator.wire.errors import invalid

NAMES = ("plan", "quantity")


def _of_only_item(name: str) -> Derive:
    def derive(_: Account, subscription: Object) -> Any:
        items = subscription["items"]["data"]
        return copy_of({name: items[0][name]})[name] if len(items) == 1 else None

    return derive


def _sent(params: Object) -> Object:
    """The two as the terms of an item; 400 beside `items`."""
    sent = {name: params.pop(name) for name in NAMES if name in params}
    if sent and params.get("items") is not None:
        name = "quantity" if "quantity" in sent else "plan"
        raise invalid(f"Received both items and {name} parameters. Please pass in only one.", param=name)
    return {name: value for name, value in sent.items() if value is not None}


def _of_new(_: Account, params: Object, __: Mapping[str, str]) -> Mapping[str, str]:
    terms = _sent(params)
    if terms:
        params["items"] = [terms]
    return {f"items[0][{name}]": name for name in terms}


def _of_change(account: Account, params: Object, ids: Mapping[str, str]) -> Mapping[str, str]:
    terms = _sent(params)
    if not terms:
        return {}
    subscription = account.get("subscription", ids["id"])
    items = subscription["items"]["data"]
    if len(items) > 1:
        message = f"You cannot update the {' and '.join(terms)} of a subscription with multiple items. Use `items`."
        raise invalid(message, param=next(iter(terms)))
    params["items"] = [{"id": items[0]["id"], **terms}]
    return {f"items[0][{name}]": name for name in terms}


CHANGE = Change(
    "https://docs.stripe.com/changelog/dahlia/2026-03-25",
    fields={"subscription": {name: _of_only_item(name) for name in NAMES}},
    params={"POST /v1/subscriptions": _of_new, "POST /v1/subscriptions/{}": _of_change},
)
