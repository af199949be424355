"""One purchase and one decline, step by step, before anything is judged: does the adapter speak this shop's language?

A step that fails here says nothing about the shop's money: the run is *unknown: the adapter*, never "No".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.checkouts import Lost, NotOffered, Payment
from harness.core.cards import card
from harness.core.failure import Failure
from harness.core.history import Event, History
from harness.shop.shop import Shop
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
    found: dict[str, Any] = {}

    def doing(name: str, act: Callable[[], Any], *, may_refuse: bool = False) -> Step:
        since = len(history.events)
        step = _done(act, may_refuse)
        found[name] = step.value
        return replace(step.step, name=name, sent=_sent(history.events[since:]))

    for story, number in (("a purchase", VISA), ("a decline", DECLINED)):
        buyer = shop.shopper("Ada" if number == VISA else "Bob")
        walk: tuple[tuple[str, Callable[[], Any], bool], ...] = (
            ("something to buy", lambda: found.get("something to buy") or shop.product(), False),
            ("sign_up", lambda: buyer.key, False),
            ("add", lambda: buyer.add(found["something to buy"]), False),
            ("cart", lambda: buyer.cart(), False),
            ("begin", lambda: _payable(shop, buyer.begin()), False),
            (f"{story} at Stripe", lambda: buyer.attempt(found["begin"], card(number)).status, False),
            ("settle", lambda: buyer.settle(found["begin"]), True),
            ("orders", lambda: buyer.orders(), False),
        )
        for name, act, may_refuse in walk:
            step = doing(name, act, may_refuse=may_refuse)
            yield step
            if not step.ok:
                return


def _payable(shop: Shop, payment: Payment) -> Payment:
    """The payment, once Stripe is found to know it: else the checkout asked some other Stripe."""
    if payment.id.startswith(("pi_", "cs_")):
        path = "payment_intents" if payment.id.startswith("pi_") else "checkout/sessions"
        shop.stripe.read(f"{path}/{payment.id}")
    return payment


@dataclass(frozen=True)
class _Outcome:
    step: Step
    value: Any = None


def _done(act: Callable[[], Any], may_refuse: bool) -> _Outcome:
    try:
        value = act()
    except NotOffered:
        return _Outcome(Step("", returned=NOT_THERE))
    except Lost as lost:
        return _Outcome(Step("", failure=f"{lost.title}: {'; '.join(lost.however)}"))
    except Failure as failure:
        if may_refuse and failure.code == "refused":
            return _Outcome(Step("", returned=f"refused: {failure.however[0]}"[:SHOWN]))
        return _Outcome(Step("", failure=f"{failure.title}: {'; '.join(failure.however)}"))
    return _Outcome(Step("", returned=f"{value!r:.{SHOWN}}"), value)


def _sent(events: list[Event]) -> tuple[str, ...]:
    """Each request with what came, masked as histories are."""
    lines = []
    for event in events:
        if event.kind == "invoke":
            lines.append(f"{event.data.get('curl', '')}")
        elif event.kind in ("ok", "fail"):
            lines.append(f"-> {event.data.get('status')} {event.data.get('response')!s:.{SHOWN}}")
        elif event.kind == "info":
            lines.append(f"-> no answer: {event.data.get('lost')}")
    return tuple(lines)



