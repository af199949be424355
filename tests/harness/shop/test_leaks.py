"""What is left behind is told once it was not given back in time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.core import awaiting
from harness.core.failure import Failure
from harness.faults.resources import FEWEST_STORIES, MIB, Resources
from harness.shop import leaks

BEFORE = Resources(20, 5, 100 * MIB)


def rig(*held: Resources) -> Any:
    """A rig that holds this, one after the other, and then what came last."""
    left = list(held)
    return SimpleNamespace(resources=lambda: left.pop(0) if len(left) > 1 else left[0])


def test_what_is_given_back_in_time_is_none() -> None:
    leaks.nothing_left(rig(Resources(80, 5, 100 * MIB), BEFORE), BEFORE, 24, "a payment")


def test_what_stays_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "GIVEN_BACK_SECONDS", 0.05)
    with pytest.raises(Failure) as leak:
        leaks.nothing_left(rig(Resources(44, 29, 100 * MIB)), BEFORE, 24, "a payment")
    assert leak.value.code == "resource_leak"
    assert "each time of a payment" in leak.value.title
    assert "20 open files and sockets became 44; 5 threads became 29" in leak.value.however[0]


def test_a_few_stories_tell_nothing() -> None:
    with pytest.raises(ValueError, match="expected 21 or more, got 20"):
        leaks.nothing_left(rig(BEFORE), BEFORE, FEWEST_STORIES - 1, "a payment")


def test_a_busy_machine_gives_it_more_time_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leak does not heal: without an end the case would take all of its time on a busy machine."""
    asked: list[float] = []
    monkeypatch.setattr(awaiting, "goes_on", lambda began: not asked.append(began))
    monkeypatch.setattr(awaiting, "ASK_SECONDS", 0.05)
    monkeypatch.setattr(leaks, "GIVEN_BACK_SECONDS", 0.05)
    monkeypatch.setattr(leaks, "AT_MOST_SECONDS", 0.2)
    with pytest.raises(Failure, match="keeps something"):
        leaks.nothing_left(rig(Resources(44, 5, 100 * MIB)), BEFORE, 24, "a payment")
    assert asked
