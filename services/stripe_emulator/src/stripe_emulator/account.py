"""What one pair of keys owns: objects, cards behind them, idempotency answers. All in memory."""

from __future__ import annotations

import time
from typing import Any

from stripe_emulator.card_input import CardInput
from stripe_emulator.errors import no_such
from stripe_emulator.ids import Ids

Object = dict[str, Any]
API_VERSION = "2026-08-26.dahlia"
DEFAULT_SEED = "stripe-emulator"


class Account:
    """The state of account X, named by the keys `sk_test_X` and `pk_test_X`.

    Objects are kept as they are rendered to a secret key; what Stripe never shows (full card numbers, webhook secrets)
    is kept beside them.
    """

    def __init__(self, name: str, seed: int | None) -> None:
        self.name = name
        self.ids = Ids(f"{DEFAULT_SEED if seed is None else seed}:{name}")
        self.clock_offset = 0
        self.cards: dict[str, CardInput] = {}
        """The card behind each PaymentMethod and token."""
        self.webhook_secrets: dict[str, str] = {}
        self.spent: set[str] = set()
        """PaymentMethods that were used without a customer or detached: not usable again (fact 91)."""
        self.set_up: set[str] = set()
        """PaymentMethods that were set up for off-session use."""
        self.return_urls: dict[str, str | None] = {}
        """Where the shopper goes after the challenge of a PaymentIntent."""
        self.authenticated: dict[str, str] = {}
        """PaymentIntents whose PaymentMethod passed a challenge and waits for a manual confirmation."""
        self._objects: dict[str, Object] = {}
        self._kinds: dict[str, list[Object]] = {}

    def now(self) -> int:
        """The account's time in seconds since 1970."""
        return int(time.time()) + self.clock_offset

    def add(self, obj: Object) -> Object:
        """Keep an object under its id."""
        self._objects[obj["id"]] = obj
        self._kinds.setdefault(obj["object"], []).append(obj)
        return obj

    def remove(self, obj: Object) -> None:
        """Forget an object."""
        del self._objects[obj["id"]]
        self._kinds[obj["object"]].remove(obj)

    def find(self, id: str | None) -> Object | None:
        """The object of this id, whatever its kind."""
        return self._objects.get(id) if id else None

    def get(self, kind: str, id: str, *, param: str = "id", status: int = 404) -> Object:
        """The object of this kind and id; 404 (400 for an id from the body) `resource_missing` otherwise (fact 20)."""
        found = self._objects.get(id)
        if found is None or found["object"] != kind:
            raise no_such(KIND_NAMES.get(kind, kind), id[:200], param, status)
        return found

    def all(self, kind: str) -> list[Object]:
        """Every object of a kind, newest first (fact 42)."""
        return list(reversed(self._kinds.get(kind, ())))


KIND_NAMES = {"payment_method": "PaymentMethod", "webhook_endpoint": "webhook endpoint"}


def shown(obj: Object) -> Object:
    """A copy to hand out, which later changes do not reach."""
    return {name: _copy(value) for name, value in obj.items()}


def _copy(value: Any) -> Any:
    """A copy of JSON data, much faster than `copy.deepcopy`, which also looks for cycles and classes."""
    if isinstance(value, dict):
        return {name: _copy(member) for name, member in value.items()}
    return [_copy(member) for member in value] if isinstance(value, list) else value
