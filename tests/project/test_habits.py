"""What the files around the code promise: workflows, hooks, versions, the changelog, licences."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import setup
from tests.ci_recipes import recipes
from tests.project.machine import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
# Commands that a step may begin with, besides make and files of the repository.
OF_DEBIAN = ("apt-get", "git")
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
MAX_CONTRIBUTING_LINES = 170


def steps(path: Path) -> list[dict[str, Any]]:
    """Every step of a workflow."""
    return [step for job in recipes.document(path)["jobs"].values() for step in job["steps"]]


def projects() -> dict[str, dict[str, Any]]:
    """The [project] table of each package, by its folder."""
    return {
        name: tomllib.loads((ROOT / name / "pyproject.toml").read_text("utf-8"))["project"] for name in setup.PACKAGES
    }


def test_there_is_a_workflow_for_the_checks_and_one_for_everything() -> None:
    (path,) = WORKFLOWS
    commands = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in recipes.document(path)["jobs"].items()
    }
    assert commands["check"] == ["make check"]
    assert commands["full"][-1] == ".ci/run"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_only_what_there_is(path: Path) -> None:
    for script in (step["run"] for step in steps(path) if "run" in step):
        for line in re.split(r"&&|\n", script):
            program, *rest = shlex.split(line)
            if program == "make":
                planned = subprocess.run(["make", "--dry-run", *rest], cwd=ROOT, capture_output=True, check=False)
                assert planned.returncode == 0, line
            elif program not in OF_DEBIAN:
                assert os.access(ROOT / program, os.X_OK), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_ends(path: Path) -> None:
    whole = recipes.document(path)
    assert whole["permissions"] == {"contents": "read"}
    assert all(0 < job["timeout-minutes"] <= 120 for job in whole["jobs"].values())
    known = {step["uses"] for step in steps(recipes.GITHUB) if "uses" in step}
    assert {step["uses"] for step in steps(path) if "uses" in step} <= known


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_an_issue_template_is_one_that_github_takes(path: Path) -> None:
    """https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema"""
    whole = recipes.document(path)
    assert {"name", "description", "body"} <= whole.keys()
    fields = [field for field in whole["body"] if field["type"] != "markdown"]
    assert all(field["type"] in ("input", "textarea", "dropdown") and field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_the_hooks_are_the_parts_of_make_check_and_fetch_nothing() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [entry["repo"] for entry in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == [f"python3 scripts/setup.py check {name}" for name in setup.CHECKS]
    assert {hook["language"] for hook in hooks} == {"system"}


def test_every_package_has_the_version_of_the_newest_release() -> None:
    (newest, _), *_ = RELEASE.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert {name: project["version"] for name, project in projects().items()} == dict.fromkeys(setup.PACKAGES, newest)
    assert f"stripe-emulator=={newest}" in projects()["."]["dependencies"]


def test_the_changelog_names_its_releases_newest_first() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## .*$", text, re.MULTILINE)
    assert headings[0] == "## [Unreleased]"
    assert len(RELEASE.findall(text)) == len(headings) - 1
    assert all(newer > older for (_, newer), (_, older) in pairwise(RELEASE.findall(text)))
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("name", setup.PACKAGES)
def test_a_package_has_the_licence_and_says_which(name: str) -> None:
    assert projects()[name]["license"] == "Apache-2.0"
    assert (ROOT / name / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_contributing_stays_short_and_names_files_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert text.count("\n") <= MAX_CONTRIBUTING_LINES
    changed = set(re.findall(r"^--- a/(\S+)$", text, re.MULTILINE))
    assert len(changed) >= 3
    assert [name for name in changed if not (ROOT / name).is_file()] == []
