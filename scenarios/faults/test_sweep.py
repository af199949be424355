"""Each call of the checkout is lost once, before and after its work, or everything from it on, or the process dies
there: nobody pays twice, nothing is sold without money, and nothing is stuck."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from harness import AFTER, BEFORE, Broken, Cut, Kill, NotOffered, Outage, Place, Rig, Story, sweep, tell
from scenarios.faults.stories import STORIES
from scenarios.steps import feature, scenario

pytestmark = [
    *feature("Every call lost once"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
]
# What every gate tells with lost answers; the rest takes minutes.
ALWAYS = ("buy", "refund", "begin again")


def told(rig: Rig, seed: int, story: Story, of: Callable[[Place], Broken], where: str) -> None:
    """Tell the story once for each of its calls; each telling is judged."""
    windows = 0
    for plan in sweep(of, where):
        telling = tell(rig, story, plan, seed, f"{story.name} {plan.name} {where} {plan.place.number}")
        telling.judge()
        windows += telling.met is not None
    if not windows:
        raise NotOffered("a call of the checkout that can be broken")


@scenario("{name}: each call is lost once {where} its work", story="Lost once", severity="blocker")
@pytest.mark.parametrize(
    ("name", "where"),
    [
        pytest.param(name, where, marks=() if where == AFTER and name in ALWAYS else pytest.mark.deep)
        for name in STORIES
        for where in (AFTER, BEFORE)
    ],
)
def test_each_call_is_lost_once(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, STORIES[name], Cut, where)


@scenario("{name}: from each call on one system answers nobody", story="Lost until it is whole again")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.deep
def test_from_each_call_on(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, STORIES[name], Outage, where)


@scenario("{name}: the process dies {where} each call", story="The process dies", severity="blocker")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.deep
def test_the_process_dies(rig: Rig, seed: int, name: str, where: str) -> None:
    rig.keeps_what_it_knows()
    told(rig, seed, STORIES[name], partial(Kill, kill=rig.kill), where)
