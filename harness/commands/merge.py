"""`checkout-harness merge`: the report folders of every shard become one verdict and one set of reports."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness import report
from harness.commands import gate
from harness.config import known_issues
from harness.core import run_identity
from harness.judging.verdict import COULD_NOT_RUN, EXIT_CODES, KnownIssue
from harness.report import junit, merging, verdict_json
from harness.report.terminal import closing_lines
from harness.run.reports_lock import Held, ReportsLock


def run(shards: list[Path], *, reports: Path, html: bool) -> int:
    """Merge; the exit code is the verdict's, 2 when the folders are not the shards of one run."""
    if inside := [folder for folder in shards if folder.resolve() == reports.resolve()]:
        return _refuse(f"expected another folder for the merged reports, got {inside[0]}. Hint: --reports reports")
    try:
        issues = known_issues.load(Path.cwd())
        with ReportsLock(reports, run_identity.draw(), merging.COMMAND):
            return _merged(shards, reports, issues, html=html)
    except (Held, OSError, ValueError, KeyError) as error:
        return _refuse(str(error))


def _merged(shards: list[Path], reports: Path, issues: tuple[KnownIssue, ...], *, html: bool) -> int:
    documents, unread = read(shards)
    gate.clear(reports)
    merged = merging.run_of(documents)
    merged = replace(merged, problems=(*unread, *merged.problems), known=issues)
    results = collect(shards, reports / gate.ALLURE)
    verdict = report.write(merged, reports, results)
    document = gate.read(reports / verdict_json.NAME)
    junit.join([folder / junit.NAME for folder in shards], reports / junit.NAME)
    junit.complete(reports / junit.NAME, document)
    print("\n".join([f"verdict: {verdict.word}", *closing_lines(merged, verdict, reports)]), flush=True)
    gate.close(document, reports, html=html)
    return verdict.exit_code


def read(shards: list[Path]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The verdicts of the folders, and which folder has none that can be read."""
    documents, unread = [], []
    for folder in shards:
        try:
            documents.append(json.loads((folder / verdict_json.NAME).read_text("utf-8")))
        except (OSError, ValueError) as error:
            unread.append(f"no verdict in {folder}: {error}")
    return documents, tuple(unread)


def collect(shards: list[Path], target: Path) -> Path:
    """Every shard's Allure results in one folder; their names are unique, what tells of a run is written anew."""
    target.mkdir(parents=True, exist_ok=True)
    for folder in shards:
        for path in (folder / gate.ALLURE).glob("*"):
            if path.is_file():
                shutil.copy2(path, target / path.name)
    return target


def _refuse(why: str) -> int:
    print(f"checkout-harness merge: {why}", file=sys.stderr)
    return EXIT_CODES[COULD_NOT_RUN]
