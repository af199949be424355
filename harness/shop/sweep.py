"""A story that is told while something breaks: people who try again, and everything brought to rest afterwards.

    for plan in sweep(Cut, AFTER):                          # at call 1, 2, ... until a telling has no such call
        telling = tell(rig, story, plan, seed, "a name")
        ...

Finite, complete, and without a seed: a story makes the same calls in the same order each time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from harness.checkouts import Lost, Refused
from harness.core.failure import Failure
from harness.core.history import History
from harness.faults.plans import Broken, Hold, Kill, Outage, Place
from harness.faults.wires import Call
from harness.shop.shop import Shop

if TYPE_CHECKING:
    from harness.faults.rig import Rig

Done = TypeVar("Done")
# How often a shopper tries while something is broken, and once it is whole again.
WHILE_BROKEN, ONCE_WHOLE = 2, 3
SERVER_ERROR = 500
# How the wire to AWS names the sending of a mail: SES takes a form at its root.
MAIL_IS_SENT = ("POST /",)


class Troubled:
    """One telling of a story while something breaks: its shop, and a shopper's patience."""

    def __init__(self, rig: Rig, shop: Shop, plan: Broken) -> None:
        self.rig, self.shop, self.plan = rig, shop, plan

    def persistently(self, step: Callable[[], Done], what: str) -> Done:
        """Do a step as people do: try again while the checkout says nothing, or that it cannot just now.

        Once a few tries were in vain the fault is healed. Failure `stuck` when the step still cannot be done; a refusal
        that tells nobody to try again is the story's own.
        """
        last: Refused | Lost | None = None
        for number in range(WHILE_BROKEN + ONCE_WHOLE):
            if number == WHILE_BROKEN:
                self.heal()
            self.revive()
            try:
                return step()
            except (Refused, Lost) as trouble:
                if isinstance(trouble, Refused) and not (trouble.busy or trouble.answer.status >= SERVER_ERROR):
                    raise
                last = trouble
        raise Failure(
            "stuck",
            f"{what} cannot be done, also after everything was whole again",
            let=f"{self.place} be lost, and everything be whole again after {WHILE_BROKEN} tries",
            then=f"the shopper can do it within {ONCE_WHOLE} more tries: {what}",
            however=last.args[0] if last is not None else "it was refused",
            exchange=getattr(last, "exchange", None),
        )

    def patiently(self, step: Callable[[], Any]) -> None:
        """Do a step that may be refused, or not answered: the story goes on whatever came of it."""
        self.revive()
        with contextlib.suppress(Refused, Lost):
            step()

    def heal(self) -> None:
        """Everything is whole from here on."""
        if isinstance(self.plan, Outage):
            self.plan.healed = True

    def revive(self) -> None:
        """A process that died starts again, as whatever watches over it would have it."""
        if isinstance(self.plan, Kill) and not self.rig.runs:
            self.rig.start_again()

    def comes_to_rest(self) -> None:
        """Heal, and let Stripe deliver every event so far, oldest first, until the checkout has taken each."""
        self.heal()
        self.revive()
        for event in self.shop.stripe.events()[::-1]:
            if self.shop.hears(event["type"]):
                self.persistently(partial(self._deliver, event), f"taking {event['type']}")

    @property
    def place(self) -> str:
        """Where it broke, in words."""
        return f"{self.plan.met} ({self.plan.place.where} its work)" if self.plan.met else "nothing"

    def note_calls(self) -> None:
        """The calls of the checkout so far join the history, as facts `called`; the history is kept with the rig."""
        for passed in self.rig.wires.passed:
            held = isinstance(self.plan, Hold) and passed.call == self.plan.met
            facts = {**passed.facts(), "plan": self.plan.name, "held": held}
            self.shop.history.record("fact", "checkout", "called", **facts)
        self.rig.told.append(self.shop.history)

    def allow_what_nobody_can_know(self) -> None:
        """A mail whose answer was lost may be sent again: there is no key that makes it one
        (https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html)."""
        if self.plan.met is not None and self.plan.met.what in MAIL_IS_SENT:
            self.shop.allow("mail_not_as_ordered", "whether a mail was sent whose answer was lost, nobody knows")

    def _deliver(self, event: dict[str, Any]) -> None:
        answer = self.shop.webhooks.post(event)
        if answer.status // 100 != 2:
            raise Refused("webhook", "stripe", answer)


@dataclass(frozen=True)
class Story:
    """What is arranged while everything is whole, and then what the people do while something breaks."""

    name: str
    arrange: Callable[[Shop], Any]
    act: Callable[[Troubled, Any], None]


@dataclass(frozen=True)
class Telling:
    """How one telling went: where it broke (nowhere when the story has no such call), and what was found."""

    place: str
    met: Call | None
    history: History
    failures: tuple[Failure, ...]

    def judge(self) -> None:
        """Raise the first failure, with where it broke; the others are told beside it."""
        if not self.failures:
            return
        first, *others = self.failures
        first.history = self.history
        first.let = (f"{self.place} be broken", *first.let)
        for other in others:
            first.add_note(str(other))
        raise first


Plan = TypeVar("Plan", bound=Broken)


def sweep(of: Callable[[Place], Plan], where: str, most: int = 400) -> Iterator[Plan]:
    """The plans of a sweep, until one of them met no call; Failure when there is no end to it."""
    for number in range(1, most + 1):
        plan = of(Place(number, where))
        yield plan
        if plan.met is None:
            return
    raise Failure("stuck", "A story has no end", then=f"it makes at most {most} calls", however="it makes more")


def tell(rig: Rig, story: Story, plan: Broken, seed: int, test_id: str) -> Telling:
    """The story under the plan; then everything is whole, Stripe delivers what it has to tell, and every judge looks.

    The history is the telling's own; what the story itself found comes first.
    """
    history = History()
    shop = Shop(rig.stack, history, seed, test_id)
    troubled = Troubled(rig, shop, plan)
    failures: list[Failure] = []
    try:
        arranged = story.arrange(shop)
        rig.wires.count_anew(plan)
        story.act(troubled, arranged)
        troubled.comes_to_rest()
    except Failure as failure:
        failures.append(failure)
    finally:
        troubled.note_calls()
        rig.wires.count_anew()
        troubled.revive()
    try:
        troubled.allow_what_nobody_can_know()
        failures += shop.close_and_judge()
        history.record("fact", "harness", "ended", codes=[failure.code for failure in failures])
    finally:
        shop.close()
    return Telling(troubled.place, plan.met, history, tuple(failures))
