"""Calls without a request: what happens because time passes."""

from __future__ import annotations

from dataclasses import dataclass

from stripe_emulator.resource_kit import events
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Account, Object
from stripe_emulator.state.timeline import Timeline


@dataclass(frozen=True, slots=True)
class AutomaticCall(Call):
    """A call without a request: its events name none and carry the customer's time (fact 105)."""

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        created = timeline_of(self.account, obj).now()
        return events.emit(self.emulator, self.account, type, obj, previous=previous, created=created)


def by_itself(call: Call) -> Call:
    """The same call without its request, for what happens later; in a preview the call itself."""
    if call.account.is_preview:
        return call
    return AutomaticCall(call.emulator, call.account, {}, {}, False, "", None, call.base_url, "", call.version)


def timeline_of(account: Account, obj: Object) -> Timeline:
    """The clock that an object lives by: its customer's test clock, or the account's (fact 125)."""
    customer = obj["id"] if obj["object"] == "customer" else obj.get("customer")
    return account.clock(customer if isinstance(customer, str) else None)


def now(call: Call, obj: Object) -> int:
    """The time of an object in seconds since 1970."""
    return timeline_of(call.account, obj).now()
