"""Each recipe's shell steps, taken out of it and run in a clean copy of the project: shards, then one verdict."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.report.allure import html
from tests.ci_recipes import recipes
from tests.ci_recipes.project import Project

pytestmark = pytest.mark.slow
SEED = "7"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A clean copy."""
    return Project(tmp_path)


def judged(project: Project) -> dict[str, Any]:
    """The verdict over all shards; a selection passes, and each of its cases ran once."""
    reports = project.folder / "reports"
    document: dict[str, Any] = json.loads((reports / "verdict.json").read_text("utf-8"))
    assert document["verdict"] == "pass", document["reasons"]
    names = [case["nodeid"] for case in document["cases"] if not case["nodeid"].startswith("after::")]
    assert len(names) == len(set(names)) == 4
    shards = [json.loads(path.read_text("utf-8")) for path in reports.glob("shard-*/verdict.json")]
    assert sorted(one["shard"]["part"] for one in shards) == ["1/3", "2/3", "3/3"]
    return document


def rendered(project: Project) -> bool:
    """Whether Allure's page was made, which needs Node; the history then has this run."""
    made = (project.folder / "reports" / html.NAME / "index.html").is_file()
    assert made == bool(html.points(project.folder / "reports" / html.HISTORY))
    return made


def test_github(project: Project, tmp_path: Path) -> None:
    step_summary = tmp_path / "step-summary.md"
    env = {
        "SHARDS": "3",
        "SEED": "19876543210",
        "SELECT": recipes.SELECT,
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GITHUB_STEP_SUMMARY": str(step_summary),
        "GITHUB_WORKFLOW": "checkout",
        "GITHUB_RUN_NUMBER": "5",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_RUN_ID": "19876543210",
    }
    for shard in ("1", "2", "3"):
        for script in recipes.github_steps("gate"):
            project.must(script, {**env, "SHARD": shard})
    for script in recipes.github_steps("verdict"):
        project.must(script, env)
    document = judged(project)
    assert document["seed"] == 19876543210 % 2147483647
    executor = json.loads((project.folder / "reports" / "allure-results" / "executor.json").read_text("utf-8"))
    assert executor["buildUrl"] == "https://github.example/a/b/actions/runs/19876543210"
    assert step_summary.read_text("utf-8").count("Run it again") == 4
    assert (project.folder / "public" / "index.html").is_file()
    assert (project.folder / "public" / "allure" / "index.html").is_file() == rendered(project)


def test_gitlab(project: Project) -> None:
    env = {"SELECT": recipes.SELECT, "CI_PIPELINE_ID": "2500000000", "GITLAB_CI": "true", "CI_NODE_TOTAL": "3"}
    for index in ("1", "2", "3"):
        for script in recipes.gitlab_steps("gate"):
            project.must(script, {**env, "CI_NODE_INDEX": index})
    for job in ("verdict", "pages"):
        for script in recipes.gitlab_steps(job):
            project.must(script, env)
    judged(project)
    assert (project.folder / "public" / "allure").is_dir() == rendered(project)


def test_jenkins(project: Project) -> None:
    shard, clean, verdict = recipes.jenkins_steps()
    env = {"SHARDS": "3", "SELECT": recipes.SELECT, "BUILD_NUMBER": SEED, "JENKINS_URL": "https://jenkins.example"}
    project.must(clean, env)
    for number in ("1", "2", "3"):
        assert "exit code 0" in project.must(shard, {**env, "SHARD": number})
    project.must(verdict, env)
    judged(project)


def test_a_shard_that_is_missing_is_no_pass(project: Project) -> None:
    env = {"SELECT": recipes.SELECT, "CI_PIPELINE_ID": SEED, "CI_NODE_TOTAL": "3", "CI_NODE_INDEX": "2"}
    project.must(recipes.gitlab_steps("gate")[0], env)
    ended = project.sh(recipes.gitlab_steps("verdict")[0], env)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "shards are missing: 1/3, 3/3" in ended.stdout
