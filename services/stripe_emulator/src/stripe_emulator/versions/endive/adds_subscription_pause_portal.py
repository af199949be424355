"""A configuration of the portal says whether customers may pause a subscription. An addition; here they never may."""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _never(_: Account, __: Object, shown: Object) -> None:
    duration = {"interval_options": [], "type": "indefinite"}
    shown["features"]["subscription_pause"] = {"duration": duration, "enabled": False}


CHANGE = Change("https://docs.stripe.com/changelog/endive/2026-10-28", amend={"billing_portal.configuration": _never})
