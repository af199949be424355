"""Events that are kept until it is certain that their changes stay."""

from __future__ import annotations

from dataclasses import dataclass, field

from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of

OF_BILLING = ("customer.subscription.", "customer.discount.", "invoice", "customer.updated")


@dataclass(frozen=True, slots=True)
class BufferedCall(Call):
    """A call whose events are kept, each with its object at that time, until `release` sends them."""

    events: list[tuple[str, Object, Object | None]] = field(default_factory=list)
    # Not empty once the events are released: later ones are sent at once. A list, because the dataclass is frozen.
    released: list[bool] = field(default_factory=list)

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        """Keep an event; watchers of the object are notified now."""
        if self.released:
            return automatic_call.by_itself(self).emit(type, obj, previous)
        self.account.refile(obj)
        self.events.append((type, copy_of(obj), previous))
        self.account.notify(obj.get("id", ""), type)
        return obj


def of(call: Call) -> BufferedCall:
    return BufferedCall(
        call.emulator,
        call.account,
        call.params,
        call.path,
        call.publishable,
        call.request_id,
        call.idempotency_key,
        call.base_url,
        call.url,
        call.version,
    )


def release(call: Call, buffered: BufferedCall, *, billing: bool = True) -> None:
    """Send the kept events; without `billing` only those of payments, because the rest was undone."""
    buffered.released.append(True)
    for type, obj, previous in buffered.events:
        if billing or not type.startswith(OF_BILLING):
            call.emit(type, obj, previous)
