"""What one pair of keys owns: objects, cards behind them, a clock. All in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stripe_emulator.cards.card_input import CardInput
from stripe_emulator.state.ids import Ids
from stripe_emulator.state.index import Object
from stripe_emulator.state.table import Table
from stripe_emulator.state.timeline import Timeline
from stripe_emulator.wire.errors import no_such

__all__ = ["API_VERSION", "Account", "Object", "copy_of", "copy_value"]

API_VERSION = "2026-08-26.dahlia"
DEFAULT_SEED = "stripe-emulator"


class Account:
    """The state of account X, whose keys are `sk_test_X` and `pk_test_X`.

    Objects are stored as a secret key sees them; what Stripe never shows (full card numbers, webhook secrets) is beside
    them.
    """

    # Whether this is the copy behind an invoice preview: nothing is planned for it (see `billing.preview`).
    is_preview = False

    def __init__(self, name: str, seed: int | None) -> None:
        self.name = name
        self.ids = Ids(f"{DEFAULT_SEED if seed is None else seed}:{name}")
        self.time = Timeline()
        # The card behind each PaymentMethod, token and card object.
        self.cards: dict[str, CardInput] = {}
        # The signing secrets of each endpoint that are valid now, the newest first (fact 108).
        self.webhook_secrets: dict[str, list[str]] = {}
        # PaymentMethods that were used without a customer or detached: not usable again (fact 91).
        self.spent: set[str] = set()
        # PaymentMethods that were set up for off-session use.
        self.set_up: set[str] = set()
        # Where the shopper goes after the challenge of a PaymentIntent.
        self.return_urls: dict[str, str | None] = {}
        # PaymentIntents whose PaymentMethod passed a challenge and waits for a manual confirmation.
        self.authenticated: dict[str, str] = {}
        # The time of each test clock.
        self.test_clocks: dict[str, Timeline] = {}
        # By id: functions that are called with the type of every event about the object.
        self.watchers: dict[str, list[Callable[[str], None]]] = {}
        # What resources store beside their objects, under keys that begin with the resource's name.
        self.memory: dict[str, Any] = {}
        self._objects: dict[str, Object] = {}
        self._tables: dict[str, Table] = {}

    def now(self) -> int:
        """The account's time in seconds since 1970."""
        return self.time.now()

    def clock(self, customer: str | None) -> Timeline:
        """The clock of a customer: its test clock, or the account's (fact 125)."""
        owner = self._objects.get(customer) if customer else None
        return self.test_clocks.get((owner or {}).get("test_clock") or "", self.time)

    def stop(self) -> None:
        """Cancel all jobs and drop all references back to the account, so that reference counting frees it."""
        for timeline in (self.time, *self.test_clocks.values()):
            timeline.stop()
        self.watchers.clear()
        self.memory.clear()

    def watch(self, id: str, watcher: Callable[[str], None]) -> None:
        """Call `watcher` with the type of each event about an object from now on."""
        self.watchers.setdefault(id, []).append(watcher)

    def notify(self, id: str, type: str) -> None:
        """Notify the watchers of an object of an event about it."""
        for watcher in tuple(self.watchers.get(id, ())):
            watcher(type)

    def add(self, obj: Object) -> Object:
        self._objects[obj["id"]] = obj
        self.table(obj["object"]).add(obj)
        return obj

    def refile(self, obj: Object) -> None:
        """Update the indexes after an object changed; `Call.emit` does it for the object of its event."""
        table = self._tables.get(obj.get("object", ""))
        if table is not None:
            table.refile(obj)

    def remove(self, obj: Object) -> None:
        if self._objects.get(obj["id"]) is obj:
            del self._objects[obj["id"]]
        self.table(obj["object"]).remove(obj)

    def find(self, id: str | None) -> Object | None:
        """The object of this id, whatever its kind."""
        return self._objects.get(id) if id else None

    def get(self, kind: str, id: str, *, param: str = "id", status: int = 404) -> Object:
        """The object of this kind and id; 404 (400 for an id from the body) `resource_missing` otherwise (fact 20).

        Clients choose the ids of products, plans and coupons: two kinds may have the same one.
        """
        obj = self.table(kind).find(id)
        if obj is None:
            raise no_such(KIND_NAMES.get(kind, kind), id[:200], param, status)
        return obj

    def resolve(self, kind: str, id: str, param: str) -> Object:
        """The object that a parameter names; 400 `resource_missing` for a missing or deleted one (fact 20)."""
        obj = self.get(kind, id, param=param, status=400)
        if obj.get("deleted"):
            raise no_such(KIND_NAMES.get(kind, kind), id[:200], param, 400)
        return obj

    def table(self, kind: str) -> Table:
        table = self._tables.get(kind)
        if table is None:
            table = self._tables[kind] = Table()
        return table

    def each(self, kind: str, **equal: Any) -> Iterator[Object]:
        """Objects of a kind whose fields have these values, newest first (fact 42)."""
        return self.table(kind).walk(equal)

    def all(self, kind: str, **equal: Any) -> list[Object]:
        """`each` as a list."""
        return list(self.each(kind, **equal))


CONTAINERS = (dict, list)
KIND_NAMES = {
    "payment_method": "PaymentMethod",
    "webhook_endpoint": "webhook endpoint",
    "test_helpers.test_clock": "test clock",
    "checkout.session": "checkout.session",
    "billing_portal.configuration": "configuration",
}


def copy_of(obj: Object) -> Object:
    """A deep copy, which later changes do not reach."""
    return {name: copy_value(value) if isinstance(value, CONTAINERS) else value for name, value in obj.items()}


def copy_value(value: Any) -> Any:
    """A copy of JSON data, much faster than `copy.deepcopy`, which also looks for cycles and classes.

    Most members of an object are no containers: they are not worth a call each.
    """
    if isinstance(value, dict):
        return copy_of(value)
    if isinstance(value, list):
        return [copy_value(member) if isinstance(member, CONTAINERS) else member for member in value]
    return value
