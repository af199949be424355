"""The portal no longer lets customers pause a subscription, so its configuration has no word on that.

The SDKs of that day name the removal (https://github.com/stripe/stripe-python/releases/tag/v9.0.0).
"""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _never(_: Account, __: Object, shown: Object) -> None:
    shown["features"]["subscription_pause"] = {"enabled": False}


CHANGE = Change("https://docs.stripe.com/changelog/2024-04-10", amend={"billing_portal.configuration": _never})
