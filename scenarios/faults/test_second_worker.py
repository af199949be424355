"""The shop has two workers. One of them dies, or stands still, at each of its calls, and the shopper's next try is
answered by the other one: they share a database, and nothing that one of them keeps to itself may matter."""

from __future__ import annotations

from functools import partial

import pytest

from harness import AFTER, BEFORE, FailOver, HandOver, Rig
from scenarios.faults.stories import STORIES
from scenarios.faults.test_sweep import told
from scenarios.steps import feature, scenario

pytestmark = [
    *feature("A second worker takes over"),
    pytest.mark.needs("payments", "events", "idempotency"),
    pytest.mark.deadline(600),
    pytest.mark.deep,
]


@scenario("{name}: a worker dies {where} each call, and another one takes over", story="Dies", severity="blocker")
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
def test_a_worker_dies(rig: Rig, seed: int, name: str, where: str) -> None:
    with rig.two_workers():
        told(rig, seed, STORIES[name], partial(FailOver, kill=rig.kill_and_take_over), where)


@scenario(
    "{name}: a worker stands still {where} each call, and goes on when another one has done the work", story="Late"
)
@pytest.mark.parametrize("where", [AFTER, BEFORE])
@pytest.mark.parametrize("name", STORIES)
def test_a_worker_is_late(rig: Rig, seed: int, name: str, where: str) -> None:
    with rig.two_workers():
        told(rig, seed, STORIES[name], partial(HandOver, take_over=rig.take_over), where)
