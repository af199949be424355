"""Who wants to know what becomes of a PaymentIntent: the invoice, quote or session that it pays."""

from __future__ import annotations

from collections.abc import Callable

from stripe_emulator.account import Account, Object
from stripe_emulator.endpoint import Call

Told = Callable[[Call, Object], None]
MEMORY = "followers"


def follow(account: Account, id: str, told: Told) -> None:
    """Call `told` when the PaymentIntent succeeded, failed, asks for a challenge or was canceled: see its status."""
    account.memory.setdefault(MEMORY, {}).setdefault(id, []).append(told)


def tell(call: Call, intent: Object) -> None:
    """The PaymentIntent has come to a new status."""
    for told in call.account.memory.get(MEMORY, {}).get(intent["id"], ()):
        told(call, intent)
