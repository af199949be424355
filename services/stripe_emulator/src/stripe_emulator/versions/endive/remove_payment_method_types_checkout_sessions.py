"""A Checkout Session shows which payment methods it was limited to."""

from __future__ import annotations

from stripe_emulator.versions.change import Change

CHANGE = Change(
    "https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions",
    fields={"checkout.session": {"allowed_payment_method_types": lambda _, session: session["payment_method_types"]}},
)
