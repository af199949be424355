"""Discounts: a coupon or promotion code applied to a customer, subscription, item, invoice or invoice item.

https://docs.stripe.com/billing/subscriptions/coupons. A coupon lasts `once` (one invoice), `repeating` (so many
months) or `forever`; the discount that comes of it says until when.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.account import Account, Object
from stripe_emulator.billing import periods
from stripe_emulator.endpoint import Call
from stripe_emulator.errors import invalid, no_such
from stripe_emulator.standard import new

Given = list[dict[str, Any]] | None


def made(call: Call, given: Given, path: str, kept: Iterable[str] = (), **owner: str | None) -> list[str]:
    """The discounts that a `discounts` parameter asks for; those it names by their own id must be among `kept`."""
    ids = []
    for number, one in enumerate(given or ()):
        where = f"{path}[{number}]"
        if one.get("discount"):
            if one["discount"] not in kept and call.account.find(one["discount"]) is None:
                raise no_such("discount", one["discount"][:200], f"{where}[discount]", 400)
            ids.append(one["discount"])
        elif one.get("coupon") or one.get("promotion_code"):
            ids.append(_apply(call, one, where, owner)["id"])
    return ids


def coupon_of(account: Account, discount: Object) -> Object | None:
    """The coupon of a discount; it outlives its deletion (https://docs.stripe.com/api/coupons/delete)."""
    return account.find((discount["source"] or {}).get("coupon"))


def with_options(account: Account, coupon: Object) -> Object:
    """A coupon with what it takes off in other currencies, which it shows only when expanded."""
    return coupon


def products_of(account: Account, coupon: Object) -> list[str]:
    """The products that a coupon is limited to; none for all."""
    products: list[str] = (coupon.get("applies_to") or {}).get("products") or []
    return products


def found(account: Account, ids: Iterable[str]) -> list[Object]:
    """The discounts of these ids."""
    discounts = [account.find(id) for id in ids]
    return [one for one in discounts if one is not None and not one.get("deleted")]


def still_valid(account: Account, ids: Iterable[str], at: int) -> list[str]:
    """Those that have not ended."""
    return [one["id"] for one in found(account, ids) if one["end"] is None or one["end"] > at]


def used_up(call: Call, owner: Object, at: int) -> None:
    """After an invoice: what was for once, or has ended, leaves its owner, with an event."""
    for discount in found(call.account, owner["discounts"]):
        coupon = coupon_of(call.account, discount)
        once = coupon is not None and coupon["duration"] == "once"
        if once or (discount["end"] is not None and discount["end"] <= at):
            owner["discounts"].remove(discount["id"])
            call.emit("customer.discount.deleted", discount)


def _apply(call: Call, given: dict[str, Any], path: str, owner: dict[str, str | None]) -> Object:
    account = call.account
    code = None
    if given.get("promotion_code"):
        code = account.named("promotion_code", given["promotion_code"], f"{path}[promotion_code]")
        if not code["active"]:
            raise invalid("This promotion code is inactive.", param=f"{path}[promotion_code]")
        id = (code.get("promotion") or {}).get("coupon")
        coupon = account.named("coupon", id, f"{path}[promotion_code]")
        code["times_redeemed"] = (code["times_redeemed"] or 0) + 1
    else:
        coupon = account.named("coupon", given["coupon"], f"{path}[coupon]")
    now = account.clock(owner.get("customer")).now()
    _check(coupon, f"{path}[coupon]", now)
    _redeem(coupon)
    months = coupon["duration_in_months"]
    discount = new(
        account,
        "discount",
        account.ids.new("di_"),
        end=periods.add(now, "month", months) if coupon["duration"] == "repeating" and months else None,
        promotion_code=code["id"] if code else None,
        source={"coupon": coupon["id"], "type": "coupon"},
        start=now,
        **owner,
    )
    account.add(discount)
    if owner.get("subscription") and not owner.get("subscription_item"):
        call.emit("customer.discount.created", discount)
    return discount


def _check(coupon: Object, path: str, now: int) -> None:
    if not coupon["valid"] or (coupon["redeem_by"] is not None and coupon["redeem_by"] <= now):
        raise invalid(f"Coupon expired: {coupon['id']}", param=path, code="coupon_expired")


def _redeem(coupon: Object) -> None:
    coupon["times_redeemed"] = (coupon["times_redeemed"] or 0) + 1
    if coupon["max_redemptions"] is not None and coupon["times_redeemed"] >= coupon["max_redemptions"]:
        coupon["valid"] = False
