"""Events held back until it is known whether what they tell of stays."""

from __future__ import annotations

from dataclasses import dataclass, field

from stripe_emulator.billing.shared import automatic_call
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of

OF_BILLING = ("customer.subscription.", "customer.discount.", "invoice", "customer.updated")


@dataclass(frozen=True, slots=True)
class BufferedCall(Call):
    """A call whose events wait, each with its object as it was then."""

    events: list[tuple[str, Object, Object | None]] = field(default_factory=list)
    # Not empty once all was released: what happens later is told at once.
    released: list[bool] = field(default_factory=list)

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        """Remember an event; who watches the object hears of it now."""
        if self.released:
            return automatic_call.by_itself(self).emit(type, obj, previous)
        self.account.refile(obj)
        self.events.append((type, copy_of(obj), previous))
        self.account.notify(obj.get("id", ""), type)
        return obj


def of(call: Call) -> BufferedCall:
    """The same call, holding back."""
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
    """Tell all that was held back; without `billing` only what became of payments."""
    buffered.released.append(True)
    for type, obj, previous in buffered.events:
        if billing or not type.startswith(OF_BILLING):
            call.emit(type, obj, previous)
