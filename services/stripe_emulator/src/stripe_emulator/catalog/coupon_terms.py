"""The terms of coupons and discounts that their objects do not show. Plain data, without events."""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object, copy_of

COUPON = "coupon"
EXPANDED = ("applies_to", "currency_options")
# Key of `account.memory`: the fields of each coupon that are present only when expanded.
HIDDEN = "coupons.hidden"
# Key of `account.memory`: the coupon of each discount as it was redeemed.
OF_DISCOUNTS = "discounts.coupons"
# Key of `account.memory`: the coupon of each promotion code as it was when the code was made.
OF_CODES = "promotion_codes.coupons"


def hidden_of(account: Account, coupon: Object) -> Object:
    """The fields that a coupon has only when expanded: `applies_to` (None: everything), `currency_options`."""
    fields: Object = account.memory.get(HIDDEN, {}).get(coupon["id"]) or dict.fromkeys(EXPANDED)
    return fields


def terms_of(account: Account, coupon: Object) -> Object:
    """A copy of a coupon with the fields that it shows only when expanded, as `pricing.discount` needs them."""
    return copy_of({**coupon, **hidden_of(account, coupon)})


def coupon_of(account: Account, discount: Object) -> Object:
    """The coupon of a discount as it was when it was redeemed, also after it was deleted."""
    coupon: Object = account.memory[OF_DISCOUNTS][discount["id"]]
    return coupon


def of_promotion_code(account: Account, code: Object) -> Object | None:
    """The coupon of a promotion code, also after it was deleted: then it is no longer valid."""
    coupon = account.table(COUPON).find(code["promotion"]["coupon"])
    remembered = account.memory.get(OF_CODES, {}).get(code["id"])
    return coupon if coupon is not None or remembered is None else {**remembered, "valid": False}


def of_older_versions(account: Account, discount: Object) -> Object | None:
    """The coupon in a discount, as API versions before `source` show it."""
    coupon = account.table(COUPON).find(discount["source"]["coupon"])
    if coupon is None and discount["id"] in account.memory.get(OF_DISCOUNTS, {}):
        return {name: value for name, value in coupon_of(account, discount).items() if name not in EXPANDED}
    return coupon
