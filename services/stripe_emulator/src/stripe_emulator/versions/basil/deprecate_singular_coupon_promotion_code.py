"""`discounts` in place of the one `coupon` or `promotion_code`, and of the one `discount`.

Handlers of customers still take the two: clients without a version send them (`contract/extras.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change

SINGULAR = ("coupon", "promotion_code")


def _first_discount(account: Account, obj: Object) -> Any:
    discounts = obj.get("discounts") or []
    first = discounts[0] if discounts else None
    return account.find(first) if isinstance(first, str) else first


def _as_discounts(_: Account, params: Object, __: Mapping[str, str]) -> Mapping[str, str]:
    sent = {name: params.pop(name) for name in SINGULAR if name in params}
    if not sent or "discounts" in params:
        return {}
    params["discounts"] = [{name: value} for name, value in sent.items() if value is not None]
    return {f"discounts[0][{name}]": name for name in sent}


def _phases(account: Account, params: Object, ids: Mapping[str, str]) -> Mapping[str, str]:
    sent_as: dict[str, str] = {}
    for number, phase in enumerate(params.get("phases") or ()):
        path = f"phases[{number}]"
        for new, old in _as_discounts(account, phase, ids).items():
            sent_as[f"{path}[discounts]{new.removeprefix('discounts')}"] = f"{path}[{old}]"
    return sent_as


def _coupons_of_phases(account: Account, _: Object, shown: Object) -> None:
    """The coupon of each phase beside its discounts."""
    for phase in shown["phases"]:
        first = (phase.get("discounts") or [{}])[0]
        discount = account.find(first.get("discount")) or {"source": {"coupon": None}}
        phase["coupon"] = first.get("coupon") or discount["source"]["coupon"]


CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-singular-coupon-promotion-code",
    fields={"invoice": {"discount": _first_discount}, "subscription": {"discount": _first_discount}},
    amend={"subscription_schedule": _coupons_of_phases},
    params={
        "POST /v1/invoices/create_preview": _as_discounts,
        "GET /v1/invoices/upcoming": _as_discounts,
        "GET /v1/invoices/upcoming/lines": _as_discounts,
        "POST /v1/subscriptions": _as_discounts,
        "POST /v1/subscriptions/{}": _as_discounts,
        "POST /v1/subscription_schedules": _phases,
        "POST /v1/subscription_schedules/{}": _phases,
    },
)
