"""The files Allure reads beside the results: environment, categories of failures, and who ran it."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from harness.core.masking import mask
from harness.judging.verdict import Run, Verdict
from harness.report.allure import defects, executor, post_run_checks

DEFECT = "defect"
# The label with pytest's name of the case: it ties a result to the verdict's case, and the report hides it.
CASE = "case"
RESULT = "-result.json"
MOST_CHARACTERS = 1_000_000

# For Allure 2, which knows a message only. The report of `make report` has them by the label `defect`.
CATEGORIES: list[dict[str, Any]] = [
    {"name": "Could not be judged", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*invariant_unknown.*"},
    {
        "name": "Money, orders and stock",
        "matchedStatuses": ["failed"],
        "messageRegex": ".*harness.core.failure.Failure.*",
    },
    {"name": "Contract", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*schemathesis.*"},
    {"name": "Errors in the suites", "matchedStatuses": ["broken"]},
]


def write(run: Run, verdict: Verdict, folder: Path, answer: Mapping[str, str]) -> None:
    """Write `environment.properties`, `categories.json`, `executor.json`, after-run cases; complete all.

    The logs of the stack are attached to the tear-down of every case: they are the run's, not one case's.
    """
    post_run_checks.write(run, folder)
    complete_results(run, folder)
    attach_logs(run.stack.get("logs", {}), folder)
    (folder / "environment.properties").write_text(environment(run, verdict, answer), encoding="utf-8")
    _json(folder / "categories.json", CATEGORIES)
    _json(folder / "executor.json", executor.executor(run))


def attach_logs(logs: dict[str, str], folder: Path) -> None:
    """The last of each log, masked, as attachments of a tear-down that all results of the folder share."""
    there = {name: Path(path) for name, path in logs.items() if Path(path).is_file()}
    if not there:
        return
    attached = []
    for name, path in there.items():
        source = f"{uuid4()}-attachment.txt"
        last = path.read_text(encoding="utf-8", errors="replace")[-MOST_CHARACTERS:]
        (folder / source).write_text(mask(last), encoding="utf-8")
        attached.append({"name": f"log of {name}", "source": source, "type": "text/plain"})
    children = sorted(path.name.removesuffix(RESULT) for path in folder.glob(f"*{RESULT}"))
    now = int(time.time() * 1000)
    after = {"name": "Logs of the stack", "status": "passed", "attachments": attached, "start": now, "stop": now}
    _json(folder / f"{uuid4()}-container.json", {"uuid": str(uuid4()), "children": children, "afters": [after]})


def complete_results(run: Run, folder: Path) -> None:
    """Mask what Allure tells of failures (whatever an assertion compared), and label each with its kind of defect.

    Why a case was not run is the harness's own word, and names the card.
    """
    kinds = {case.nodeid: kind for case in run.cases if (kind := defects.kind(case, run))}
    for path in (*folder.glob("*-result.json"), *folder.glob("*-container.json")):
        text = path.read_text(encoding="utf-8")
        if '"statusDetails"' in text:
            result = json.loads(text, object_hook=_masked)
            _classify(result, kinds)
            path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def environment(run: Run, verdict: Verdict, answer: Mapping[str, str]) -> str:
    """The facts of the run, and the `answer` to its question, as Java properties, one a line."""
    facts = {
        "verdict": verdict.word,
        "seed": run.seed,
        "stack": run.stack.get("mode", "none"),
        "stack.why": run.stack.get("why", ""),
        "stack.startup.seconds": run.stack.get("startup_seconds", ""),
        "profile": run.stack.get("profile", ""),
        "suites.seconds": run.seconds,
        "workers": run.workers,
        **answer,
        **({"shard": run.shard} if run.shard else {}),
    }
    return "".join(f"{name}={_one_line(value)}\n" for name, value in facts.items())


def _classify(result: dict[str, Any], kinds: dict[str, str]) -> None:
    labels: list[dict[str, str]] = result.get("labels", [])
    case = next((label["value"] for label in labels if label["name"] == CASE), "")
    labels[:] = [label for label in labels if label["name"] != DEFECT]
    if kind := kinds.get(case):
        labels.append({"name": DEFECT, "value": kind})


def _masked(value: dict[str, Any]) -> dict[str, Any]:
    details = {} if value.get("status") == "skipped" else value.get("statusDetails") or {}
    masked = {name: mask(text) for name, text in details.items() if isinstance(text, str)}
    return {**value, "statusDetails": {**details, **masked}} if masked else value


def _one_line(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("\n", " ")


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
