"""A Checkout Session's `shipping_details` are in `collected_information`."""

from __future__ import annotations

from stripe_emulator.versions.change import Change

CHANGE = Change(
    "https://docs.stripe.com/changelog/basil/2025-03-31/checkout-session-remove-shipping-details",
    fields={
        "checkout.session": {
            "shipping_details": lambda _, session: (session["collected_information"] or {}).get("shipping_details")
        }
    },
)
