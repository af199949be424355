"""Races for certain: one deed is held at each of its calls while another is done; then it goes on. Whatever the order,
nobody pays twice, and what is told agrees with Stripe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from harness import AFTER, BEFORE, Hold, NotOffered, Pause, Place, Rig, hold, sweep
from scenarios.faults.pairs import PAIRS
from scenarios.steps import feature, scenario

pytestmark = [
    *feature("Races, held"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
]


# Where the second one is Stripe's news, which the process hears once it goes on.
STILL = ("coming back, and Stripe's news", "Stripe's news twice", "beginning again, and Stripe's news")
# What every gate holds: before and after each change; of two shoppers after what is read, too. The rest takes minutes.
ALWAYS = ("coming back, and Stripe's news", "two refunds", "beginning again, and paying the first at Stripe")
ALWAYS_ALL = "two shoppers and the last pieces"


@scenario("{name}: the first is held {where} each of its calls", story="Held", severity="blocker")
@pytest.mark.parametrize(
    ("name", "where"),
    [
        pytest.param(name, where, marks=pytest.mark.quick if (name, where) == (ALWAYS_ALL, AFTER) else pytest.mark.deep)
        for name in PAIRS
        for where in (AFTER, BEFORE)
    ],
)
def test_held(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, name, Hold, where)


@scenario("{name}: the first is held {where} each change", story="Held", severity="blocker")
@pytest.mark.parametrize("where", [AFTER, pytest.param(BEFORE, marks=pytest.mark.quick)])
@pytest.mark.parametrize("name", ALWAYS)
def test_held_at_changes(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, name, Hold, where, changes=True)


@scenario("{name}: the process stands still {where} each call, and Stripe's news lie before its door", story="Still")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STILL)
@pytest.mark.deep
def test_the_process_stands_still(rig: Rig, seed: int, name: str, where: str) -> None:
    """As when a machine is taken away for a moment, or swaps: the signal SIGSTOP, and SIGCONT."""
    told(rig, seed, name, partial(Pause, pause=rig.pause, go_on=rig.go_on), where)


def told(rig: Rig, seed: int, name: str, of: Callable[[Place], Hold], where: str, *, changes: bool = False) -> None:
    """Hold the first of a pair at each of its calls; each telling is judged."""
    held = 0
    for plan in sweep(of, where, changes=changes):
        telling = hold(rig, PAIRS[name], plan, seed, f"{name} {where} {plan.place.number}")
        telling.judge()
        held += telling.met is not None
    if not held:
        raise NotOffered("a call of the checkout at which the first can be held")
