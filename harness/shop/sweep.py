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
from typing import TYPE_CHECKING, Any, TypeVar

from harness.checkouts import Lost, Refused
from harness.core.failure import Failure
from harness.core.history import History
from harness.faults.plans import Broken, Place
from harness.faults.rig import AWS, STRIPE
from harness.faults.wires import Call
from harness.shop.news import rest
from harness.shop.shop import Shop

if TYPE_CHECKING:
    from harness.faults.rig import Rig

Done = TypeVar("Done")
# How often a shopper tries while something is broken, and once it is whole again.
WHILE_BROKEN, ONCE_WHOLE = 2, 3
SERVER_ERROR = 500
# How often one thing may be asked in vain while one request is answered. Stripe's SDKs ask three times in all
# (`max_network_retries` of stripe-python and `maxNetworkRetries` of stripe-node are 2), and a shop may do that twice;
# AWS's ask three times in `standard` mode, and DynamoDB's eleven times in the `legacy` one, which is botocore's default
# (boto3's guide, the page "Retries").
MOST_ATTEMPTS = {STRIPE: 6, AWS: 11}
# How the wire to AWS names the sending of a mail: SES takes a form at its root.
MAIL_IS_SENT = ("POST /",)
MAIL_SENT_AGAIN = "whether a mail was sent whose answer was lost, nobody knows"


class Troubled:
    """One telling of a story while something breaks: its shop, and a shopper's patience."""

    # How often a shopper tries while something is broken.
    tries = WHILE_BROKEN

    def __init__(self, rig: Rig, shop: Shop, plan: Broken) -> None:
        self.rig, self.shop, self.plan = rig, shop, plan
        shop.begins_here()

    def persistently(self, step: Callable[[], Done], what: str) -> Done:
        """Do a step as people do: try again while the checkout says nothing, or that it cannot just now.

        Once a few tries were in vain the fault is healed. Failure `stuck` when the step still cannot be done; a refusal
        that tells nobody to try again is the story's own.
        """
        last: Refused | Lost | None = None
        for number in range(self.tries + ONCE_WHOLE):
            if number == self.tries:
                self.heal()
            self.rig.revive()
            try:
                return self._once(step, what)
            except (Refused, Lost) as trouble:
                if isinstance(trouble, Refused) and not (trouble.busy or trouble.answer.status >= SERVER_ERROR):
                    raise
                last = trouble
        raise Failure(
            "stuck",
            f"{what} cannot be done, also after everything was whole again",
            let=f"{self.place} be lost, and everything be whole again after {self.tries} tries",
            then=f"the shopper can do it within {ONCE_WHOLE} more tries: {what}",
            however=last.args[0] if last is not None else "it was refused",
            exchange=getattr(last, "exchange", None),
        )

    def patiently(self, step: Callable[[], Any], what: str) -> None:
        """Do a step that may be refused, or not answered: the story goes on whatever came of it."""
        self.rig.revive()
        with contextlib.suppress(Refused, Lost):
            self._once(step, what)

    def heal(self) -> None:
        """Everything is whole from here on."""
        self.plan.heal()

    def hears_news(self) -> None:
        """Stripe tells its news while something is broken still, each until the checkout has taken it; what lasts is
        healed when a few tries were in vain."""
        rest(self.shop, self.persistently, let=f"{self.place} be lost")

    def comes_to_rest(self) -> None:
        """Heal, and let Stripe deliver every event, oldest first, until the checkout has taken each; Failure `stuck`
        when its work makes news without end."""
        self.heal()
        self.rig.first_worker_is_done()
        self.rig.revive()
        rest(self.shop, self.persistently, let=f"{self.place} be lost, and everything be whole again")

    @property
    def place(self) -> str:
        """Where it broke, in words."""
        return f"{self.plan.met} ({self.plan.place.where} its work)" if self.plan.met else "nothing"

    def note_calls(self) -> None:
        """The calls of the checkout so far join the history, as facts `called`; the history is kept with the rig."""
        for passed in self.rig.wires.passed:
            trouble = self.plan.trouble if passed.call in self.plan.struck else ""
            self.shop.history.record("fact", "checkout", "called", **passed.facts(), trouble=trouble)
        if self.shop.history not in self.rig.told:
            self.rig.told.append(self.shop.history)

    def allow_what_nobody_can_know(self) -> None:
        """A mail whose answer was lost may be sent again: there is no key that makes it one
        (https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html)."""
        if any(call.what in MAIL_IS_SENT for call in self.plan.struck):
            self.shop.allow("mail_not_as_ordered", MAIL_SENT_AGAIN)

    def _once(self, step: Callable[[], Done], what: str) -> Done:
        """Do a step once. Failure `retried_too_often` when the checkout asked for one thing again and again."""
        wires = self.rig.wires
        wires.count_attempts_anew()
        try:
            return step()
        finally:
            for wire, most in MOST_ATTEMPTS.items():
                times, asked = wires.most_attempts(wire)
                if times > most:
                    raise Failure(
                        "retried_too_often",
                        "The checkout does not stop asking",
                        let=f"{wire} answer nobody from {self.plan.met} on, {self.plan.place.where} its work",
                        then=f"while one request is answered ({what}) it asks for one thing at most {most} times",
                        however=f"it asked {times} times for {asked}",
                    ) from None  # a count is no matter of time, whatever the request was answered


@dataclass(frozen=True)
class Story:
    """What is arranged while everything is whole, then what the people do while something breaks, and what must be so
    once everything was whole for a while."""

    name: str
    arrange: Callable[[Shop], Any]
    act: Callable[[Troubled, Any], None]
    at_rest: Callable[[Troubled, Any], None] = lambda _, __: None


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


def sweep(
    of: Callable[[Place], Plan],
    where: str,
    most: int = 400,
    *,
    changes: bool = False,
    wire: str = "",
    share: tuple[int, int] = (0, 1),
) -> Iterator[Plan]:
    """The plans of a sweep, until one of them met no call; Failure when there is no end to it. With `changes` calls
    that only read are left alone, with `wire` those to other systems. `share` (which, of how many; from 0) takes every
    n-th place only: all shares together are the whole sweep."""
    which, shares = share
    for number in range(1 + which, most + 1, shares):
        plan = of(Place(number, where, changes, wire))
        yield plan
        if plan.met is None:
            return
    raise Failure("stuck", "A story has no end", then=f"it makes at most {most} calls", however="it makes more")


def tell(
    rig: Rig, story: Story, plan: Broken, seed: int, test_id: str, of: Callable[..., Troubled] = Troubled
) -> Telling:
    """The story under the plan; then everything is whole, Stripe delivers what it has to tell, and every judge looks.

    The history is the telling's own; what the story itself found comes first. `of` is the people's patience.
    """
    rig.make_ready()
    shop = Shop(rig.stack, History(), seed, test_id)
    troubled = of(rig, shop, plan)
    failures: list[Failure] = []
    try:
        arranged = story.arrange(shop)
        rig.wires.count_anew(plan)
        story.act(troubled, arranged)
        troubled.comes_to_rest()
        troubled.note_calls()
        rig.wires.count_anew()
        story.at_rest(troubled, arranged)
    except Failure as failure:
        failures.append(failure)
    finally:
        plan.heal()
        rig.first_worker_is_done()
        rig.note(plan)
        troubled.note_calls()
        rig.wires.count_anew()
        rig.revive()
    troubled.allow_what_nobody_can_know()
    return judged(troubled, failures)


def judged(troubled: Troubled, failures: list[Failure]) -> Telling:
    """A telling that is at rest: every judge looks, after what the story itself found."""
    shop, history = troubled.shop, troubled.shop.history
    try:
        failures = failures + shop.close_and_judge()
        history.record("fact", "harness", "ended", codes=[failure.code for failure in failures])
    finally:
        shop.close()
    return Telling(troubled.place, troubled.plan.met, history, tuple(failures))
