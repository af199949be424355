"""A project's own scenarios, run beside the suites of another folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.small_suite import Started, suite, verdict

MINE = """
def test_mine(shop):
    pass
"""


pytest_plugins = ["pytester"]


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenarios of a project whose own conftest.py is no concern of theirs."""
    project = tmp_path_factory.mktemp("project")
    (project / "conftest.py").write_text("raise RuntimeError('theirs')", "utf-8")
    (project / "checkout-harness.toml").write_text("[start]\ncommand = ['true']\n", "utf-8")
    (project / "scenarios").mkdir()
    (project / "scenarios" / "test_mine.py").write_text(MINE, "utf-8")
    return project / "scenarios"


def test_they_are_cases_named_as_the_project_sees_them(pytester: pytest.Pytester, started: Started, own: Path) -> None:
    suite(pytester, "def test_theirs(shop):\n    pass\n")
    profile = own.parent / "checkout-harness.toml"
    given = (f"--own-cases={own}", f"--confcutdir={own}", f"--profile={profile}", "--stack=embedded", "--seed=7")
    pytester.runpytest("scenarios", str(own), *given)
    cases = {case["nodeid"]: case["rerun"] for case in verdict(pytester)["cases"]}
    names = ("scenarios/test_it.py::test_theirs", "scenarios/test_mine.py::test_mine")
    assert cases == {name: f"checkout-harness gate {name} --seed=7 --stack=embedded" for name in names}
