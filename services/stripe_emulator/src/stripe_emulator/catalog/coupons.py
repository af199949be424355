"""Redemptions and validity of coupons and promotion codes."""

from __future__ import annotations

from stripe_emulator.catalog.coupon_terms import COUPON
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object

PROMOTION_CODE = "promotion_code"
# Key of `account.memory`: the promotion codes of each coupon.
CODES = "coupons.promotion_codes"


def codes_of(account: Account, coupon: str) -> list[Object]:
    codes: list[Object] = account.memory.setdefault(CODES, {}).setdefault(coupon, [])
    return codes


def used_up(redeemed: Object) -> bool:
    """Whether `max_redemptions` is reached."""
    most = redeemed["max_redemptions"]
    return most is not None and redeemed["times_redeemed"] >= most


def past(account: Account, when: int | None) -> bool:
    return when is not None and account.now() >= when


def refresh(account: Account, coupon: Object) -> Object:
    """Invalidate a coupon that is used up or expired; the fields that changed with their old values."""
    if not coupon["valid"] or not (used_up(coupon) or past(account, coupon["redeem_by"])):
        return {}
    invalidate(account, coupon)
    return {"valid": True}


def invalidate(account: Account, coupon: Object) -> None:
    """Invalidate a coupon and deactivate its promotion codes."""
    coupon["valid"] = False
    for code in codes_of(account, coupon["id"]):
        code["active"] = False
        account.refile(code)


def count(call: Call, redeemed: Object) -> None:
    """Count one redemption of a coupon or promotion code, which may use it up."""
    previous: Object = {"times_redeemed": redeemed["times_redeemed"]}
    redeemed["times_redeemed"] += 1
    if redeemed["object"] == COUPON:
        previous |= refresh(call.account, redeemed)
    elif used_up(redeemed) and redeemed["active"]:
        previous["active"], redeemed["active"] = True, False
    call.emit(f"{redeemed['object']}.updated", redeemed, previous)
