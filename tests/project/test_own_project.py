"""A team's project that has nothing of this repository: from an empty adapter to a verdict, with the wheels alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from scripts.release import wheels
from tests.project.machine import ROOT

EXAMPLE = ROOT / "examples" / "flask_hosted"
# What the example's profile says of it, its environment and its facts: they end the file.
SETTINGS = (EXAMPLE / "checkout-harness.toml").read_text("utf-8").partition("[env]\n")[2]
PASSED, NOT_RUN = "passed", "skipped"
# Of the suites: what every shop can be asked.
SUITES = ("scenarios/test_success_cards.py", "scenarios/test_declines.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sources of a shop that nobody told of this harness, with a test of its own."""
    shutil.copy(EXAMPLE / "shop.py", tmp_path)
    shutil.copytree(EXAMPLE / "templates", tmp_path / "templates")
    (tmp_path / "requirements.txt").write_text("flask\nstripe\n", "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_theirs.py").write_text("def test_theirs(): pass\n", "utf-8")
    return tmp_path


@pytest.mark.slow
def test_from_init_to_a_verdict(environment: wheels.Environment, project: Path) -> None:
    """`init` takes what the sources tell; `try` stops at what nobody could guess; with the adapter there is a verdict
    over the suites and over the project's own scenarios."""
    began = environment.run("checkout-harness", "init", "--yes", "--style", "hosted", cwd=project)
    assert began.returncode == 0, began.stdout
    tried = environment.run("checkout-harness", "try", "--stack=embedded", cwd=project)
    assert tried.returncode == 3, tried.stdout
    assert "stopped at `begin`: mend the adapter" in tried.stdout
    shutil.copy(EXAMPLE / "my_shop.py", project)
    profile = project / "checkout-harness.toml"
    profile.write_text(profile.read_text("utf-8").partition("[env]")[0] + f"[env]\n{SETTINGS}", "utf-8")
    tried = environment.run("checkout-harness", "try", "--stack=embedded", cwd=project)
    assert tried.returncode == 0, tried.stdout
    judged = environment.run("checkout-harness", "gate", "--quick", "--stack=embedded", "-n", "2", cwd=project)
    assert judged.returncode == 0, judged.stdout
    document = verdict(project)
    outcomes = {case["nodeid"]: case["outcome"] for case in document["cases"]}
    assert outcomes["scenarios/test_mine.py::test_a_shopper_pays_once"] == PASSED
    assert set(outcomes.values()) == {PASSED, NOT_RUN}
    assert sum(outcome == PASSED for name, outcome in outcomes.items() if name.startswith(SUITES)) > 10
    rerun = {case["nodeid"]: case["rerun"] for case in document["cases"]}
    assert rerun["scenarios/test_mine.py::test_a_shopper_pays_once"].startswith(
        "checkout-harness gate scenarios/test_mine.py::test_a_shopper_pays_once --seed="
    )


@pytest.mark.slow
def test_the_project_s_own_pytest_passes_its_scenarios_by(environment: wheels.Environment, project: Path) -> None:
    began = environment.run("checkout-harness", "init", "--yes", cwd=project)
    assert began.returncode == 0, began.stdout
    ended = environment.run("python", "-m", "pytest", "-q", "-p", "no:schemathesis", cwd=project)
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout


def verdict(project: Path) -> dict[str, Any]:
    """What the gate wrote."""
    document: dict[str, Any] = json.loads((project / "reports" / "verdict.json").read_text("utf-8"))
    return document
