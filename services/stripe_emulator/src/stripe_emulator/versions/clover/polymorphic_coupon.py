"""The coupon of a promotion code is in its `promotion`; before, it was the whole `coupon`.

The handler takes both: clients without a version send the older one (`contract/extras.py`).
"""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _coupon(account: Account, code: Object) -> Object | None:
    return account.table("coupon").find(code["promotion"]["coupon"])


CHANGE = Change(
    "https://docs.stripe.com/changelog/clover/2025-09-30/polymorphic-coupon",
    fields={"promotion_code": {"coupon": _coupon}},
)
