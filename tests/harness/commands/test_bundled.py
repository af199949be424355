"""Which cases a gate runs: those of the suites, and a project's own scenarios beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands import bundled
from harness.config.usual import OWN
from tests.project.machine import ROOT

SUITES = [str(ROOT / "scenarios"), str(ROOT / "contracts")]
REFUNDS = "scenarios/test_refunds.py"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a profile and one scenario of its own; it is the current folder."""
    (tmp_path / OWN).touch()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "test_mine.py").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_project_s_scenarios_join_the_suites(project: Path) -> None:
    found = bundled.cases([], project / OWN)
    own = str(project / "scenarios")
    assert (found.root, list(found.paths)) == (ROOT, [*SUITES, own])
    assert {f"--own-cases={own}", f"--confcutdir={own}"} <= set(found.arguments())


@pytest.mark.parametrize(
    ("path", "of_suites", "own"),
    [
        ("scenarios/test_mine.py::test_a", False, True),
        (f"{REFUNDS}::test_a", True, False),
        ("scenarios", True, True),
        ("contracts", True, False),
    ],
)
def test_a_path_is_looked_for_in_both(project: Path, path: str, of_suites: bool, own: bool) -> None:
    (project / "contracts").mkdir()  # theirs, and nothing of the suites
    places = [*([str(project / path)] if own else []), *([str(ROOT / path)] if of_suites else [])]
    assert list(bundled.cases([path], project / OWN).paths) == places


def test_from_elsewhere_paths_are_seen_from_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    mine = project / "scenarios" / "test_mine.py"
    assert list(bundled.cases(["scenarios/test_mine.py"], project / OWN).paths) == [str(mine)]
    assert bundled.cases(["../scenarios/test_mine.py"], project / OWN).paths[0].endswith("test_mine.py")


def test_a_project_without_scenarios_has_the_suites(project: Path) -> None:
    (project / "scenarios" / "test_mine.py").unlink()
    found = bundled.cases([], project / OWN)
    assert (found.root, list(found.paths), found.own) == (ROOT, SUITES, None)
    assert list(bundled.cases([REFUNDS], project / OWN).paths) == [str(ROOT / REFUNDS)]


@pytest.mark.parametrize("name", ["__init__.py", "test_refunds.py"])
def test_a_name_of_the_suites_is_refused(project: Path, name: str) -> None:
    (project / "scenarios" / name).touch()
    with pytest.raises(ValueError, match=r"expected .*, got .*\. Hint: .*re"):
        bundled.cases([], project / OWN)


def test_a_path_that_is_nowhere_is_told(project: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"expected a file or a folder of cases, got 'test_x.py'\. Hint: "):
        bundled.cases(["test_x.py"], project / OWN)


def test_the_suites_are_no_project_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert bundled.cases([], ROOT / "my-shop.toml") == bundled.Cases(ROOT)
    assert bundled.cases(["scenarios"], None) == bundled.Cases(ROOT, ("scenarios",))
