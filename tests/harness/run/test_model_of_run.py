"""How much the model walks in a run, and how what it found is told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.failure import Failure
from harness.model.walks import walk
from harness.run import model_of_run
from harness.run.model_of_run import DEEP_RULES, RULES, WALKS, Model, effort, keep
from tests.harness.model.test_walks import opens


class Item:
    """A case of the model, or any other."""

    def __init__(self, mark: str = "") -> None:
        self.mark = mark

    def get_closest_marker(self, name: str) -> Any:
        return SimpleNamespace(args=(self.mark,)) if self.mark and name == "model" else None


def config(model: str = "quick", minutes: float | None = None) -> Any:
    hook = SimpleNamespace(pytest_deselected=lambda items: None)
    return SimpleNamespace(option=SimpleNamespace(model=model, minutes=minutes), hook=hook)


@pytest.mark.parametrize(
    ("asked", "left"), [("off", ["", ""]), ("quick", ["", "", "quick"]), ("deep", ["", "", "quick", "deep"])]
)
def test_what_was_not_asked_for_is_left_out(asked: str, left: list[str]) -> None:
    items: list[Any] = [Item(), Item(), Item("quick"), Item("deep")]
    keep(config(asked), items)
    assert [item.mark for item in items] == left


def test_quick_is_bounded() -> None:
    much = effort(config(), 20)
    assert (much.walks, much.rules, much.seconds) == (WALKS, RULES, None)


def test_deep_is_five_hundred_walks_in_all() -> None:
    much = effort(config("deep"), 20)
    assert (much.walks * 20, much.rules, much.seconds) == (500, DEEP_RULES, None)


def test_minutes_are_shared_among_the_cases_of_all_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "4")
    assert effort(config("deep", 10), 20).seconds == 120


def test_what_a_walk_found_is_told_with_its_story_and_its_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_of_run, "reports_folder", lambda _: tmp_path)
    model = Model.__new__(Model)
    model._request = SimpleNamespace(node=SimpleNamespace(name="test_walks[2]"))  # type: ignore[assignment]
    model._config, model.seed, model.rig = config(), 3, None
    model._opens = lambda name: opens("believes the browser")  # type: ignore[method-assign]
    found = walk(opens("believes the browser"), (), 3, walks=40, steps=15).failed
    assert found is not None
    with pytest.raises(Failure) as raised:
        model._tell(found, effort(config(), 20))
    story = (tmp_path / "stories" / "test_walks_2.py").read_text("utf-8")
    assert story in raised.value.__notes__[0]
    assert "def test_story_of_the_model(shop: Shop)" in story
    assert "found by the model (seed 3, test_walks[2])" in story
    assert raised.value.history is not None


def test_the_longest_time_to_make_a_story_shorter_is_told_for_each_effort() -> None:
    assert set(model_of_run.SHORTER_SECONDS) == {model_of_run.QUICK, model_of_run.DEEP}
