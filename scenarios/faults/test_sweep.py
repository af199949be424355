"""Each call of the checkout is lost once, before and after its work, or everything from it on, or the process dies
there: nobody pays twice, nothing is sold without money, and nothing is stuck."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from harness import AFTER, BEFORE, STRIPE, Broken, Cut, Gone, Kill, NotOffered, Outage, Place, Rig, Story, sweep, tell
from scenarios.faults.stories import STORIES
from scenarios.steps import feature, scenario

pytestmark = [
    *feature("Every call lost once"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
]
# What every gate tells: changes whose answers are lost once; changes that are not done, or whose answers are lost,
# however often they are tried; deaths just after Stripe did something. The rest takes minutes.
ONCE = ("one more unit", "buy")
DEATHS = ("buy", "refund in parts", "begin again")
WITH_RETRIES = (("never come back", BEFORE), ("refund in parts", AFTER))
# A checkout that tries again mostly waits: the places are shared by so many cases, which wait side by side.
SHARES = 3


def _part(case: tuple[str, str]) -> pytest.MarkDecorator | tuple[()]:
    """The first that every gate tells is in the quick part, too; what no gate tells is deep."""
    if case == WITH_RETRIES[0]:
        return pytest.mark.quick
    return () if case in WITH_RETRIES else pytest.mark.deep


def told(rig: Rig, seed: int, story: Story, of: Callable[[Place], Broken], where: str, **which: Any) -> None:
    """Tell the story once for each of its calls, or for `which` of them (see `sweep`); each telling is judged."""
    windows = 0
    for plan in sweep(of, where, **which):
        telling = tell(rig, story, plan, seed, f"{story.name} {plan.name} {where} {plan.place.number}")
        telling.judge()
        windows += telling.met is not None
    if not windows:
        raise NotOffered("a call of the checkout that can be broken")


@scenario("{name}: the answer of each change is lost once", story="Lost once", severity="blocker")
@pytest.mark.parametrize("name", ONCE)
def test_each_change_is_lost_once(rig: Rig, seed: int, name: str) -> None:
    told(rig, seed, STORIES[name], Cut, AFTER, changes=True)


@scenario("{name}: each change is lost {where} its work, and every retry", story="Lost", severity="blocker")
@pytest.mark.parametrize("which", range(SHARES), ids=lambda which: f"{which + 1} of {SHARES}")
@pytest.mark.parametrize(
    ("name", "where"),
    [pytest.param(name, where, marks=_part((name, where))) for name in STORIES for where in (AFTER, BEFORE)],
)
def test_each_change_is_lost_with_its_retries(rig: Rig, seed: int, name: str, where: str, which: int) -> None:
    told(rig, seed, STORIES[name], Gone, where, changes=True, share=(which, SHARES))


@scenario("{name}: each call is lost once {where} its work", story="Lost once", severity="blocker")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.deep
def test_each_call_is_lost_once(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, STORIES[name], Cut, where)


@scenario("{name}: from each call on one system answers nobody", story="Lost until it is whole again")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.deep
def test_from_each_call_on(rig: Rig, seed: int, name: str, where: str) -> None:
    told(rig, seed, STORIES[name], Outage, where)


@scenario("{name}: the process dies when Stripe has done its work", story="The process dies", severity="blocker")
@pytest.mark.parametrize("name", DEATHS)
@pytest.mark.quick
def test_the_process_dies_after_stripe(rig: Rig, seed: int, name: str) -> None:
    rig.keeps_what_it_knows()
    told(rig, seed, STORIES[name], partial(Kill, kill=rig.kill), AFTER, changes=True, wire=STRIPE)


@scenario("{name}: the process dies {where} each call", story="The process dies", severity="blocker")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.deep
def test_the_process_dies(rig: Rig, seed: int, name: str, where: str) -> None:
    rig.keeps_what_it_knows()
    told(rig, seed, STORIES[name], partial(Kill, kill=rig.kill), where)
