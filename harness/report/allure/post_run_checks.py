"""Allure results of the cases that are judged once a run is over: Allure's plugin of pytest knows nothing of them."""

import hashlib
import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from harness.judging.verdict import AFTER, Case, Run

STATUSES = {"passed": "passed", "failed": "failed", "unknown": "broken", "skipped": "skipped"}
OPERATION = "operation"


def write(run: Run, folder: Path) -> None:
    """One `*-result.json` a case; the format is allure-commons' model of a test result.

    What belongs to a case is attached where it is needed: the HAR of a run that is good lies in the reports anyway.
    """
    copies: dict[str, str] = {}
    for case in run.cases:
        if case.nodeid.startswith(AFTER):
            needed = case.files.items() if case.findings else ()
            attached = [_attachment(name, Path(path), folder, copies) for name, path in needed]
            result = {**_result(case, run), "attachments": attached}
            (folder / f"{result['uuid']}-result.json").write_text(json.dumps(result), encoding="utf-8")


def _result(case: Case, run: Run) -> dict[str, Any]:
    """What Allure keeps a history by is the case's name, the same in every run."""
    name = hashlib.md5(case.nodeid.encode(), usedforsecurity=False).hexdigest()
    labels = {**case.labels, "suite": "After the run", "framework": "checkout-harness", "language": "python"}
    parameters = {OPERATION: case.operation_counts[OPERATION]} if OPERATION in case.operation_counts else {}
    return {
        "uuid": str(uuid.uuid4()),
        "historyId": name,
        "testCaseId": name,
        "fullName": case.nodeid,
        "name": case.title,
        "status": STATUSES[case.outcome],
        "statusDetails": _details(case),
        "stage": "finished",
        "start": run.ended_ms,
        "stop": run.ended_ms,
        "labels": [{"name": name, "value": value} for name, value in labels.items()],
        "parameters": [{"name": name, "value": repr(value)} for name, value in parameters.items()],
        "description": json.dumps(case.operation_counts, indent=2, ensure_ascii=False) if case.operation_counts else "",
    }


def _details(case: Case) -> dict[str, str]:
    """The findings; `harness.core.failure.Failure` and the code are what the categories look for."""
    if not case.findings:
        return {}
    traces = []
    for found in case.findings:
        facts = (("Let", found.let), ("Then", found.then), ("However", found.however))
        lines = [f"  {word:>7} {fact}" for word, each in facts for fact in each]
        traces.append("\n".join([f"{found.title} [{found.code}]", *lines, found.exchange]))
    heads = "; ".join(f"{found.title} [{found.code}]" for found in case.findings)
    return {"message": f"harness.core.failure.Failure: {heads}", "trace": "\n\n".join(traces)}


def _attachment(name: str, path: Path, folder: Path, copies: dict[str, str]) -> dict[str, str]:
    """One copy of a file, however many cases it belongs to."""
    if str(path) not in copies:
        copies[str(path)] = f"{uuid.uuid4()}-attachment{path.suffix}"
        shutil.copyfile(path, folder / copies[str(path)])
    return {"name": name, "source": copies[str(path)], "type": "application/json"}
