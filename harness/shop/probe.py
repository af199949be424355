"""One purchase and one decline, step by step, before anything is judged: does the adapter speak this shop's language?

A step that fails here says nothing about the shop's money: the run is *unknown: the adapter*, never "No". Once a
purchase went well the adapter speaks it: what the shop refuses or breaks after that is the shop's, for cases to judge.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.checkouts import NotOffered, Order, Payment, Product, Refused
from harness.checkouts.values import STATUSES
from harness.core.cards import card
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import Event, History
from harness.core.masking import mask
from harness.shop.shop import Shop
from harness.shopper.buyer import Buyer
from harness.stack.base.stack import Stack

VISA, DECLINED = "4242424242424242", "4000000000000002"
SHOWN = 400
NOT_THERE = "not offered"


@dataclass(frozen=True)
class Step:
    """One step of the probe: what was done, what the adapter sent and got, what it returned or why it failed."""

    name: str
    sent: tuple[str, ...] = ()
    returned: str = ""
    failure: str = ""
    refused: bool = False

    @property
    def ok(self) -> bool:
        """Whether the adapter did it, or the shop does not offer it."""
        return not self.failure


def probe(stack: Stack, seed: int) -> Iterator[Step]:
    """The steps as they are done; the first that fails is the last."""
    history = History()
    shop = Shop(stack, history, seed, "probe")
    try:
        yield from _steps(shop, history)
    finally:
        shop.close()


def what_failed(steps: Iterator[Step]) -> str:
    """The step that failed, in a few lines; empty when none did."""
    for step in steps:
        if not step.ok:
            return "\n    ".join([f"the adapter: {step.name}: {step.failure}", *step.sent])
    return ""


def _steps(shop: Shop, history: History) -> Iterator[Step]:
    stories = (("Ada", "a purchase", VISA), ("Bob", "a decline", DECLINED))
    understood = False
    for story in [Story(shop, shop.shopper(who), name, number) for who, name, number in stories]:
        for name, act in story.walk():
            since = len(history.events)
            step = _done(act, may_refuse=understood or name == "settle")
            yield replace(step, name=name, sent=_sent(history.events[since:]))
            if not step.ok or (step.refused and name != "settle"):
                return
        understood = True


class Untold:
    """Nothing is told of a purchase that was paid."""

    def __repr__(self) -> str:
        return (
            f"None: told as not paid, though Stripe took the money. Hint: an order's status is {' or '.join(STATUSES)}"
        )


class Story:
    """One person who buys with one card."""

    def __init__(self, shop: Shop, buyer: Buyer, name: str, number: str) -> None:
        self._shop, self._buyer, self._name, self._card = shop, buyer, name, card(number)
        self._product: Product
        self._payment: Payment

    def walk(self) -> tuple[tuple[str, Callable[[], Any]], ...]:
        """The steps by name, in their order."""
        return (
            ("something to buy", self._find),
            ("sign_up", lambda: self._buyer.key),
            ("add", lambda: self._buyer.add(self._product)),
            ("cart", self._buyer.cart),
            ("begin", self._begin),
            (f"{self._name} at Stripe", lambda: self._buyer.attempt(self._payment, self._card).status),
            ("settle", self._settle),
            ("orders", self._buyer.orders),
        )

    def _find(self) -> Product:
        self._product = self._shop.product()
        return self._product

    def _begin(self) -> Payment:
        """The payment, once Stripe is found to know it: else the checkout asked some other Stripe."""
        self._payment = payment = self._buyer.begin()
        for prefix, path in (("pi_", "payment_intents"), ("cs_", "checkout/sessions")):
            if payment.id.startswith(prefix):
                self._is_known(f"{path}/{payment.id}")
        return payment

    def _settle(self) -> "Order | Untold | None":
        """The order; of a paid purchase for which there is none, what may be wrong."""
        order = self._buyer.settle(self._payment)
        return Untold() if order is None and self._card.number == VISA else order

    def _is_known(self, path: str) -> None:
        try:
            self._shop.stripe.read(path)
        except Failure as failure:
            answer = "; ".join(failure.however)[:SHOWN]
            raise Failure(
                UNKNOWN,
                "The checkout speaks to another Stripe than this run's",
                let=f"the checkout begin {path}",
                then="the run's Stripe knows it",
                however=f"{answer}. Hint: let it take Stripe's address from STRIPE_API_BASE, or set [stripe] redirect",
            ) from failure


def _done(act: Callable[[], Any], *, may_refuse: bool) -> Step:
    try:
        return Step("", returned=mask(f"{act()!r:.{SHOWN}}"))
    except NotOffered:
        return Step("", returned=NOT_THERE)
    except Failure as failure:
        told = " ".join(f"{failure.title}: {'; '.join(failure.however)}".split())
        if may_refuse and isinstance(failure, Refused):
            return Step("", returned=f"refused: {told}"[:SHOWN], refused=True)
        return Step("", failure=told)
    except Exception as error:  # noqa: BLE001  what the adapter answered broke the harness
        hint = "Hint: the page about adapters says what each method returns"
        return Step("", failure=f"the adapter answered what cannot be used: {type(error).__name__}: {error}. {hint}")


def _sent(events: list[Event]) -> tuple[str, ...]:
    """Each request with what came, masked as histories are."""
    lines = []
    for event in events:
        if event.kind == "invoke":
            lines.append(f"{event.data.get('curl', '')}")
        elif event.kind in ("ok", "fail"):
            body = " ".join(str(event.data.get("response")).split())
            lines.append(f"-> {event.data.get('status')} {body:.{SHOWN}}")
        elif event.kind == "info":
            lines.append(f"-> no answer: {event.data.get('lost')}")
    return tuple(lines)
