"""The files Allure reads beside the results: environment, categories of failures, and who ran it."""

import json
from pathlib import Path
from typing import Any

from harness.masking import mask
from harness.verdict import Run, Verdict

CATEGORIES: list[dict[str, Any]] = [
    {"name": "Could not be judged", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*invariant_unknown.*"},
    {"name": "Money, orders and stock", "matchedStatuses": ["failed"], "messageRegex": ".*harness.failure.Failure.*"},
    {"name": "Contract", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*schemathesis.*"},
    {"name": "Errors in the suites", "matchedStatuses": ["broken"]},
]


def write(run: Run, verdict: Verdict, folder: Path) -> None:
    """Write `environment.properties`, `categories.json` and `executor.json` beside Allure's results, and mask those."""
    mask_details(folder)
    (folder / "environment.properties").write_text(environment(run, verdict), encoding="utf-8")
    _json(folder / "categories.json", CATEGORIES)
    _json(folder / "executor.json", {"name": "checkout-harness", "type": "checkout-harness", "buildName": run.command})


def mask_details(folder: Path) -> None:
    """Mask what Allure tells of failures (message and trace), which is whatever an assertion compared.

    Why a case was not run is the harness's own word, and names the card.
    """
    for path in (*folder.glob("*-result.json"), *folder.glob("*-container.json")):
        text = path.read_text(encoding="utf-8")
        if '"statusDetails"' in text:
            path.write_text(json.dumps(json.loads(text, object_hook=_masked)), encoding="utf-8")


def _masked(value: dict[str, Any]) -> dict[str, Any]:
    details = {} if value.get("status") == "skipped" else value.get("statusDetails") or {}
    told = {name: mask(text) for name, text in details.items() if isinstance(text, str)}
    return {**value, "statusDetails": {**details, **told}} if told else value


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
    }
    return "".join(f"{name}={_one_line(value)}\n" for name, value in facts.items())


def _one_line(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("\n", " ")


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
