"""The coupon of a promotion code is in its `promotion`; before, it was the whole `coupon`.

The handler takes both: clients without a version send the older one (`contract/extras.py`).
"""

from __future__ import annotations

from stripe_emulator.catalog import coupon_terms
from stripe_emulator.versions.change import Change

CHANGE = Change(
    "https://docs.stripe.com/changelog/clover/2025-09-30/polymorphic-coupon",
    fields={"promotion_code": {"coupon": coupon_terms.of_promotion_code}},
)
