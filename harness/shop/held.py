"""Two things at once, for certain: the first is held in the middle of one of its calls, the second is done, then the
first goes on. Again and again, until the first has no such call."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core.failure import Failure
from harness.core.history import History
from harness.faults.plans import Hold, Pause
from harness.shop.shop import Shop
from harness.shop.sweep import Telling, Troubled, judged

if TYPE_CHECKING:
    from harness.faults.rig import Rig

# Seconds for the second one while the first is held: it may have to wait for what the first has locked.
MEANWHILE = 3.0
# Nothing can be done while the process stands still; what was sent lies before its door by then.
STANDS_STILL = 0.3
TO_THE_END = 30.0
POLL = 0.02
Deed = Callable[[Shop, Any], Any]


@dataclass(frozen=True)
class Pair:
    """Two deeds about the same thing, by the same person or two; each answers what came of it, and raises nothing that
    a shopper may be told."""

    name: str
    arrange: Callable[[Shop], Any]
    first: Deed
    second: Deed
    # What is done when both are over.
    after: Deed | None = None


def both(shop: Shop, pair: Pair, arranged: Any, plan: Hold) -> None:
    """The second deed while the first is held; where it waits for what the first has locked, the first goes on."""
    with ThreadPoolExecutor(2) as people:
        first: Future[Any] = people.submit(pair.first, shop, arranged)
        if is_held(plan, first):
            second = people.submit(pair.second, shop, arranged)
            wait([second], STANDS_STILL if isinstance(plan, Pause) else MEANWHILE)
            plan.let_go()
            second.result(TO_THE_END)
        first.result(TO_THE_END)


def is_held(plan: Hold, first: Future[Any]) -> bool:
    """Whether the first deed is held, once that is known: it has come to its place, or to its end."""
    while not plan.reached.wait(POLL):
        if first.done():
            break
    return not first.done()


def hold(
    rig: Rig,
    pair: Pair,
    plan: Hold,
    seed: int,
    test_id: str,
    act: Callable[[Shop, Pair, Any, Hold], None] = both,
) -> Telling:
    """One telling of the pair, brought to rest and judged as any story is; `act` does both deeds."""
    rig.make_ready()
    shop = Shop(rig.stack, History(), seed, test_id)
    troubled = Troubled(rig, shop, plan)
    failures: list[Failure] = []
    try:
        arranged = pair.arrange(shop)
        rig.wires.count_anew(plan)
        act(shop, pair, arranged, plan)
        plan.heal()
        if pair.after is not None:
            pair.after(shop, arranged)
        troubled.comes_to_rest()
    except Failure as failure:
        failures.append(failure)
    finally:
        plan.let_go()
        rig.note(plan)
        troubled.note_calls()
        rig.wires.count_anew()
    return judged(troubled, failures)
