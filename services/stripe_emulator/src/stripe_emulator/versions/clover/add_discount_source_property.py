"""What a discount takes off is in its `source`; before, its `coupon` was in it."""

from __future__ import annotations

from stripe_emulator.catalog import coupon_terms
from stripe_emulator.versions.change import Change

CHANGE = Change(
    "https://docs.stripe.com/changelog/clover/2025-09-30/add-discount-source-property",
    fields={"discount": {"coupon": coupon_terms.of_older_versions}},
)
