"""What must hold after every test, judged over its history alone. Adding one invariant = adding one file here.

Each module's docstring starts with the invariant as one sentence; it declares its failure codes, and it has
`judge(history)` that yields Failures, and `seen(history)`: how many things it judged. What saw nothing has not held.
`AT_ANY_MOMENT`, where it has that, are those of its codes that are wrong in the middle of a story, too: nothing that is
still to come (Stripe's news, a shopper who comes back) can excuse them.
Amounts are integers in minor units. A judge raises `NotKnown` when the history lacks what it needs.
"""

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from harness.core.failure import Failure
from harness.core.history import Event, History, NotKnown

# The snapshot event with which they are taken: a case that is judged again has older ones before it.
BEGIN = "begin"
# The statuses of an order that somebody has paid for.
PAID = ("paid", "partially_refunded", "refunded")
DECLINED = 402
# What a shopper does without paying; whatever else happens may be a payment.
TAKES_NOTHING = (
    "sign_up", "sign_in", "put_on_sale", "catalogue", "product", "cart", "add", "set_quantity", "remove", "begin",
    "create_payment_method",
)  # fmt: skip
Judge = Callable[[History], Iterable[Failure]]


@dataclass(frozen=True)
class Invariant:
    """One named judge; `sentence` is what must hold."""

    name: str
    sentence: str
    judge: Judge
    seen: Callable[[History], int]
    at_any_moment: tuple[str, ...] = ()


@cache
def all_invariants() -> tuple[Invariant, ...]:
    """Every invariant of this package, by name."""
    return tuple(_invariant(module) for module in all_modules())


def all_modules() -> tuple[ModuleType, ...]:
    """The files of this package, by name; importing one declares its failure codes."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}") for name in names)


def snapshots(history: History, operation: str) -> list[dict[str, Any]]:
    """The data of these snapshots; NotKnown when one of them could not be read (see harness/shop/snapshots.py).

    Those of the last time that they were taken."""
    taken = history.of(kind="snapshot")
    since = max((event.seq for event in taken if event.operation == BEGIN), default=0)
    newest = [event for event in taken if event.seq >= since]
    for event in newest:
        if event.operation == "unavailable" and event.data["snapshot"] == operation:
            raise NotKnown(f"no snapshot {operation} of {event.data['of']}: {event.data['reason']}")
    return [event.data for event in newest if event.operation == operation]


def intents(history: History) -> list[dict[str, Any]]:
    """The PaymentIntents as Stripe holds them at the end, without those that are gone."""
    return [intent for intent in snapshots(history, "stripe_intent") if not intent.get("gone")]


def orders(history: History) -> list[dict[str, Any]]:
    """Every order of every shopper at the end that the checkout lists as paid, or as refunded after that."""
    return [
        order for snapshot in snapshots(history, "orders") for order in snapshot["orders"] if order["status"] in PAID
    ]


def intents_of(history: History) -> dict[str, list[str]]:
    """The ids of each payment's intents, by the id that the checkout told of it."""
    taken = snapshots(history, "payments")
    return dict(taken[-1]["intents"]) if taken else {}


def open_sessions(history: History) -> list[str]:
    """The ids of the Checkout Sessions, of the payments that were told, that could still be paid."""
    taken = snapshots(history, "payments")
    return list(taken[-1].get("open_sessions", ())) if taken else []


def facts(history: History, operation: str) -> list[dict[str, Any]]:
    """What the harness noted: `begun`, `told`, `wanted`, `product`, ... (see harness/shop/snapshots.py)."""
    return [event.data for event in history.of(kind="fact", operation=operation)]


def people(history: History) -> dict[str, str]:
    """The shoppers with an account, by actor: what names each, an id or an address. One may be two actors, on two
    devices."""
    rows = facts(history, "shopper")
    return {str(row.get("known_as") or f"{row['name']} {row['email']}"): row["user_id"] or row["email"] for row in rows}


def quiet(history: History) -> bool:
    """Whether every webhook was delivered when the snapshots were taken."""
    return not snapshots(history, "not_quiet") and not any(
        row["snapshot"] == "events" for row in snapshots(history, "unavailable")
    )


def registered(history: History, *types: str) -> bool:
    """Whether the checkout is told of one of these types of event."""
    hears = {type for row in snapshots(history, BEGIN) for type in row.get("hears", ())}
    return bool(hears & {"*", *types})


def money(amount: int, currency: str) -> str:
    """An amount in minor units for people: `5999 usd`."""
    return f"{amount} {currency}"


def _invariant(module: ModuleType) -> Invariant:
    name = module.__name__.rpartition(".")[2]
    moment = tuple(map(str, getattr(module, "AT_ANY_MOMENT", ())))
    return Invariant(name, (module.__doc__ or name).splitlines()[0].rstrip("."), module.judge, module.seen, moment)


def may_have_paid(history: History) -> set[int]:
    """The events (`seq`) by which money may have been taken, and goods been taken out of a cart: all but those that
    cannot, and declined requests to Stripe with their answers."""
    declined = {
        seq
        for event in history.of(kind="fail")
        if event.data.get("status") == DECLINED
        for seq in (event.seq, event.data.get("invoke", event.seq))
    }
    return {event.seq for event in history.events if _may_pay(event)} - declined


def _may_pay(event: Event) -> bool:
    if event.kind in ("fact", "snapshot"):
        return event.operation == "does"  # what a shopper does in a page
    return event.operation not in TAKES_NOTHING
