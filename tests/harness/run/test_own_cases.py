"""A project's own scenarios, run beside the suites of another folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.small_suite import Started, suite, verdict

MINE = """
def test_mine(shop):
    pass
"""


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenarios of a project whose own conftest.py is no concern of theirs."""
    project = tmp_path_factory.mktemp("project")
    (project / "conftest.py").write_text("raise RuntimeError('theirs')", "utf-8")
    (project / "checkout-harness.toml").touch()
    (project / "scenarios").mkdir()
    (project / "scenarios" / "test_mine.py").write_text(MINE, "utf-8")
    return project / "scenarios"


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_they_are_cases_named_as_the_project_sees_them(
    pytester: pytest.Pytester, started: Started, own: Path, workers: tuple[str, ...]
) -> None:
    suite(pytester, "def test_theirs(shop):\n    pass\n")
    profile = own.parent / "checkout-harness.toml"
    given = (f"--own-cases={own}", f"--confcutdir={own}", f"--profile={profile}", "--stack=embedded", "--seed=7")
    pytester.runpytest("scenarios", str(own), *given, *workers)
    cases = {case["nodeid"]: case["rerun"] for case in verdict(pytester)["cases"]}
    assert cases == {
        "scenarios/test_it.py::test_theirs": "checkout-harness gate scenarios/test_it.py::test_theirs --seed=7 --stack=embedded",
        "scenarios/test_mine.py::test_mine": "checkout-harness gate scenarios/test_mine.py::test_mine --seed=7 --stack=embedded",
    }  # fmt: skip
