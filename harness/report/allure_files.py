"""The files Allure reads beside the results, and what only the finished run knows of each: which kind of defect it is."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.masking import mask
from harness.report import defects
from harness.verdict import Run, Verdict

DEFECT = "defect"
CASE = "case"
"""The label with pytest's name of the case: it ties a result to the verdict's case, and the report hides it."""

CATEGORIES: list[dict[str, Any]] = [
    {"name": "Could not be judged", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*invariant_unknown.*"},
    {"name": "Money, orders and stock", "matchedStatuses": ["failed"], "messageRegex": ".*harness.failure.Failure.*"},
    {"name": "Contract", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*schemathesis.*"},
    {"name": "Errors in the suites", "matchedStatuses": ["broken"]},
]
"""For Allure 2, which knows a message only. The report of `make report` has them by the label `defect`."""

EXECUTORS: dict[str, dict[str, str]] = {
    "github": {
        "sign": "GITHUB_ACTIONS", "name": "GitHub Actions", "buildName": "{GITHUB_WORKFLOW} #{GITHUB_RUN_NUMBER}",
        "buildOrder": "{GITHUB_RUN_NUMBER}",
        "buildUrl": "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
    },
    "gitlab": {
        "sign": "GITLAB_CI", "name": "GitLab CI", "buildName": "{CI_JOB_NAME} #{CI_PIPELINE_IID}",
        "buildOrder": "{CI_PIPELINE_IID}", "buildUrl": "{CI_JOB_URL}",
    },
    "jenkins": {
        "sign": "JENKINS_URL", "name": "Jenkins", "buildName": "{JOB_NAME} #{BUILD_NUMBER}",
        "buildOrder": "{BUILD_NUMBER}", "buildUrl": "{BUILD_URL}",
    },
}  # fmt: skip
"""What each CI calls its build: docs.github.com/actions (default environment variables), docs.gitlab.com/ci/variables
(predefined variables), and Jenkins' list at JENKINS_URL/env-vars.html."""


def write(run: Run, verdict: Verdict, folder: Path) -> None:
    """Complete Allure's results and write `environment.properties`, `categories.json` and `executor.json` beside them."""
    complete_results(run, folder)
    (folder / "environment.properties").write_text(environment(run, verdict), encoding="utf-8")
    _json(folder / "categories.json", CATEGORIES)
    _json(folder / "executor.json", executor(run))


def complete_results(run: Run, folder: Path) -> None:
    """Mask what Allure tells of failures (whatever an assertion compared), and label each with its kind of defect."""
    kinds = {case.nodeid: kind for case in run.cases if (kind := defects.kind(case, run))}
    for path in (*folder.glob("*-result.json"), *folder.glob("*-container.json")):
        text = path.read_text(encoding="utf-8")
        if '"statusDetails"' in text:
            result = json.loads(text, object_hook=_masked)
            _classify(result, kinds)
            path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def executor(run: Run, env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Who ran it: the CI whose variables are there, with its build; else this command."""
    for kind, row in EXECUTORS.items():
        if env.get(row["sign"]):
            known = {name: row[name].format_map(_Known(env)) for name in ("buildName", "buildUrl", "buildOrder")}
            order = int(known["buildOrder"]) if known["buildOrder"].isdigit() else None
            return {"name": row["name"], "type": kind, **known, "buildOrder": order}
    return {"name": "checkout-harness", "type": "checkout-harness", "buildName": run.command}


def environment(run: Run, verdict: Verdict) -> str:
    """The facts of the run as Java properties, one a line."""
    facts = {
        "verdict": verdict.word,
        "seed": run.seed,
        "stack": run.stack.get("mode", "none"),
        "stack.why": run.stack.get("why", ""),
        "stack.startup.seconds": run.stack.get("startup_seconds", ""),
        "profile": run.stack.get("profile", ""),
        "suites.seconds": run.seconds,
        "workers": run.workers,
        **({"shard": run.shard} if run.shard else {}),
    }
    return "".join(f"{name}={_one_line(value)}\n" for name, value in facts.items())


class _Known(dict[str, str]):
    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(env)

    def __missing__(self, key: str) -> str:
        return ""


def _classify(result: dict[str, Any], kinds: dict[str, str]) -> None:
    labels: list[dict[str, str]] = result.get("labels", [])
    case = next((label["value"] for label in labels if label["name"] == CASE), "")
    labels[:] = [label for label in labels if label["name"] != DEFECT]
    if kind := kinds.get(case):
        labels.append({"name": DEFECT, "value": kind})


def _masked(value: dict[str, Any]) -> dict[str, Any]:
    details = value.get("statusDetails") or {}
    told = {name: mask(text) for name, text in details.items() if isinstance(text, str)}
    return {**value, "statusDetails": {**details, **told}} if told else value


def _one_line(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("\n", " ")


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
