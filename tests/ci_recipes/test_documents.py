"""The recipes are valid, and what one part of them names another part makes."""

import re

import pytest

from harness.report import junit, markdown, summary, verdict_json
from harness.report.allure import html
from tests.ci_recipes import recipes

MADE = {verdict_json.NAME, junit.NAME, summary.NAME, markdown.NAME, html.NAME, html.HISTORY}


def test_github_s_jobs_need_each_other_and_pass_on_what_the_other_made() -> None:
    jobs = recipes.document(recipes.GITHUB)["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "gate": None,
        "verdict": "gate",
        "publish": "verdict",
    }
    steps = {
        name: {step["uses"].split("@")[0]: step.get("with", {}) for step in job["steps"] if "uses" in step}
        for name, job in jobs.items()
    }
    up, down = steps["gate"]["actions/upload-artifact"], steps["verdict"]["actions/download-artifact"]
    assert (up["name"], up["path"]) == ("shard-${{ matrix.shard }}", "reports/shard-${{ matrix.shard }}")
    assert (down["pattern"], down["path"]) == ("shard-*", "reports")
    restored, saved = (steps["verdict"][f"actions/cache/{what}"] for what in ("restore", "save"))
    assert (restored["path"], restored["key"]) == (saved["path"], saved["key"])
    assert any(saved["key"].startswith(key.split("${{")[0]) for key in restored["restore-keys"].split())
    assert steps["verdict"]["actions/upload-pages-artifact"]["path"] == "public"


def test_github_s_shards_are_as_many_as_it_says() -> None:
    whole = recipes.document(recipes.GITHUB)
    shards = whole["jobs"]["gate"]["strategy"]["matrix"]["shard"]
    assert shards == list(range(1, int(whole["env"]["SHARDS"]) + 1))


def test_a_failing_shard_keeps_no_verdict_from_being_made() -> None:
    jobs = recipes.document(recipes.GITHUB)["jobs"]
    assert jobs["gate"]["strategy"]["fail-fast"] is False
    assert jobs["verdict"]["if"] == "${{ !cancelled() }}"
    assert [s["if"] for s in jobs["gate"]["steps"] if s.get("uses", "").startswith("actions/upload")] == ["always()"]
    assert recipes.document(recipes.GITLAB)["verdict"]["when"] == "always"


def test_gitlab_s_jobs_stand_in_its_stages_and_need_jobs_that_are_there() -> None:
    whole = recipes.document(recipes.GITLAB)
    jobs = {name: job for name, job in whole.items() if isinstance(job, dict) and "script" in job}
    assert {job["stage"] for job in jobs.values()} == set(whole["stages"])
    assert all(need in jobs for job in jobs.values() for need in job.get("needs", ()))
    assert jobs["gate"]["artifacts"]["paths"] == ["reports/shard-*/"]
    assert jobs["pages"]["artifacts"]["paths"] == ["public"]
    assert jobs["verdict"]["artifacts"]["reports"]["junit"] == f"reports/{junit.NAME}"


def test_jenkins_unstashes_every_shard_it_stashed() -> None:
    text = recipes.JENKINS.read_text("utf-8")
    values = re.search(r"name 'SHARD'\s+values (.*)", text)
    assert values is not None
    shards = re.findall(r"'(\d+)'", values[1])
    assert re.findall(r"unstash 'shard-(\d+)'", text) == shards
    assert f"SHARDS = '{len(shards)}'" in text
    assert text.count("{") == text.count("}")
    assert text.count("'''") % 2 == 0


@pytest.mark.parametrize("path", [recipes.GITHUB, recipes.GITLAB, recipes.JENKINS], ids=lambda path: path.name)
def test_every_report_that_a_recipe_names_is_one_that_is_made(path: object) -> None:
    text = recipes.Path(str(path)).read_text("utf-8")
    named = set(re.findall(r"reports/([a-z][\w.-]*[a-z])(?![\w*-])", text)) - {"shard", "summary"}
    assert named
    assert named <= MADE


def test_every_recipe_gets_a_browser_before_its_gate_requires_one() -> None:
    github = "\n".join(recipes.github_steps("gate"))
    gitlab = "\n".join([*recipes.document(recipes.GITLAB)["gate"]["before_script"], *recipes.gitlab_steps("gate")])
    for text, got in (
        (github, "playwright install"),
        (gitlab, "apt-get install"),
        (recipes.jenkins_steps()[0], "playwr"),
    ):
        assert 0 <= text.find(got) < text.find("gate --browser=required"), text
