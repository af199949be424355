"""Who ran it, as Allure shows it: the CI's own names and the URL of its build."""

import os
from collections.abc import Mapping
from typing import Any

from harness.judging.verdict import Run

# What each CI calls its build: docs.github.com/actions (default environment variables), docs.gitlab.com/ci/variables
# (predefined variables), and Jenkins' list at JENKINS_URL/env-vars.html.
EXECUTORS: dict[str, dict[str, str]] = {
    "github": {
        "sign": "GITHUB_ACTIONS",
        "name": "GitHub Actions",
        "buildName": "{GITHUB_WORKFLOW} #{GITHUB_RUN_NUMBER}",
        "buildOrder": "{GITHUB_RUN_NUMBER}",
        "buildUrl": "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
    },
    "gitlab": {
        "sign": "GITLAB_CI",
        "name": "GitLab CI",
        "buildName": "{CI_JOB_NAME} #{CI_PIPELINE_IID}",
        "buildOrder": "{CI_PIPELINE_IID}",
        "buildUrl": "{CI_JOB_URL}",
    },
    "jenkins": {
        "sign": "JENKINS_URL",
        "name": "Jenkins",
        "buildName": "{JOB_NAME} #{BUILD_NUMBER}",
        "buildOrder": "{BUILD_NUMBER}",
        "buildUrl": "{BUILD_URL}",
    },
}


def executor(run: Run, env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Who ran it: the CI whose variables are there, with its build; else this command."""
    for kind, row in EXECUTORS.items():
        if env.get(row["sign"]):
            known = {name: row[name].format_map(_Known(env)) for name in ("buildName", "buildUrl", "buildOrder")}
            order = int(known["buildOrder"]) if known["buildOrder"].isdigit() else None
            return {"name": row["name"], "type": kind, **known, "buildOrder": order}
    return {"name": "checkout-harness", "type": "checkout-harness", "buildName": run.command}


class _Known(dict[str, str]):
    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(env)

    def __missing__(self, key: str) -> str:
        return ""
