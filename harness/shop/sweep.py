"""The sweep: one story again and again, and each time something breaks one call later, until there is no such call.

    for window in sweep(rig, folder, AFTER, Cut):       # k = 1, 2, ...
        with window.story() as shop: ...

Finite, complete, and without a seed: a story makes the same calls in the same order each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from harness.checkouts import Lost, Refused
from harness.core.failure import Failure
from harness.core.history import History
from harness.faults.plans import Kill, Outage
from harness.faults.wires import Plan
from harness.shop.shop import Shop

if TYPE_CHECKING:
    from harness.faults.rig import Rig

Done = TypeVar("Done")
# How often a shopper tries while something is broken, and once it is whole again.
WHILE_BROKEN, ONCE_WHOLE = 2, 3
TAKEN_TRIES = 3
SERVER_ERROR = 500


class Troubled:
    """One telling of a story while something breaks: its shop, and a shopper's patience."""

    def __init__(self, rig: Rig, shop: Shop, plan: Plan) -> None:
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
                self.persistently(lambda event=event: self._deliver(event), f"taking {event['type']}")

    @property
    def place(self) -> str:
        """Where it broke, in words."""
        met = getattr(self.plan, "met", None)
        where = getattr(self.plan, "place", None)
        return f"{met} ({where.where} its work)" if met and where else "nothing"

    def _deliver(self, event: dict) -> None:
        answer = self.shop.webhooks.post(event)
        if answer.status // 100 != 2:
            raise Refused("webhook", "stripe", answer)


def tell(
    rig: Rig, story: Callable[[Troubled], None], plan: Plan, seed: int, test_id: str
) -> tuple[History, list[Failure]]:
    """One telling: the story under the plan, everything brought to rest, and what every judge says of it.

    The history is the telling's own; failures of the story come first.
    """
    history = History()
    shop = Shop(rig.stack, history, seed, test_id)
    troubled = Troubled(rig, shop, plan)
    rig.wires.count_anew(plan)
    failures: list[Failure] = []
    try:
        story(troubled)
        troubled.comes_to_rest()
    except Failure as failure:
        failures.append(failure)
    finally:
        rig.wires.count_anew()
        troubled.revive()
    try:
        failures += shop.close_and_judge()
    finally:
        shop.close()
    for failure in failures:
        failure.add_note(f"broken: {troubled.place}")
    return history, failures
