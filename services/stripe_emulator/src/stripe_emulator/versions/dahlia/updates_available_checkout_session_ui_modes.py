"""The `ui_mode` of a Checkout Session has other words (fact 114); the handler takes both."""

from __future__ import annotations

from stripe_emulator.versions.change import Change

CHANGE = Change(
    "https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes",
    words={"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"},
)
