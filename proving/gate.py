"""Run the gate on a broken copy, as a person would, and read what came of it."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from proving import copies
from proving.bugs import Bug
from proving.shops import REFERENCE, ROOT, Shop

LIMIT_SECONDS = 900.0
VERDICT = "verdict.json"
COPY = "copy"


@dataclass(frozen=True)
class GateResult:
    """What one run of the gate left: its exit code, what it printed, its verdict.json and the checkout's log."""

    exit_code: int
    verdict: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    log: str = ""
    seconds: float = 0.0

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the failures, most frequent first."""
        return tuple(group["code"] for group in self.verdict.get("failures", ()))

    @property
    def catchers(self) -> tuple[str, ...]:
        """The node ids of the cases that failed."""
        return tuple(case["nodeid"] for case in self.verdict.get("cases", ()) if case["outcome"] == "failed")

    @property
    def cards(self) -> frozenset[str]:
        """The numbers that verdict.json names as failing."""
        return frozenset(card["number"] for card in self.verdict.get("cards", {}).get("failing", ()))

    @property
    def first(self) -> str:
        """The title of the first failure, else the first line of the first reason."""
        titles = [group["title"] for group in self.verdict.get("failures", ())]
        reasons = [reason.partition("\n")[0] for reason in self.verdict.get("reasons", ())]
        return str([*titles, *reasons, ""][0])


def run(bug: Bug, reports: Path, seed: int, shop: Shop = REFERENCE) -> GateResult:
    """The gate on a copy of the shop with this bug; its reports are in `reports`/<name>. BugError when it does not fit.

    The copy stays beside the reports, so that the line with which a case is run again works afterwards.
    """
    folder = (reports / bug.name).resolve()
    (folder / VERDICT).unlink(missing_ok=True)
    shutil.rmtree(folder / COPY, ignore_errors=True)
    profile = copies.make(bug, folder / COPY, shop)
    shop.finish(folder / COPY / shop.package)
    options = ["--stack=embedded", "--profile", str(profile), "--reports", str(folder), "--seed", str(seed)]
    began = time.monotonic()
    command = [sys.executable, "-m", "harness.cli", "gate", "--no-html", *options, *bug.run]
    status, output = _child(command, shop.environment())
    verdict: dict[str, Any] = json.loads(_text(folder / VERDICT) or "{}")
    return GateResult(status, verdict, output, _log(verdict), round(time.monotonic() - began, 1))


def whole(bug: Bug, suites: list[str]) -> Bug:
    """The same bug, tried with these suites; with all of them without any."""
    return replace(bug, run=tuple(suites))


def _child(command: list[str], variables: dict[str, str] | None = None) -> tuple[int, str]:
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=pipe, stderr=both, text=True, errors="replace"
    ) as child:
        try:
            output, _ = child.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            child.terminate()  # the gate ends its stack first
            output, _ = child.communicate()
        finally:
            if child.poll() is None:  # interrupted: leave no gate behind
                child.terminate()
                child.wait()
        return child.returncode, output


def _log(verdict: dict[str, Any]) -> str:
    """The checkout's log of that run, which its verdict names."""
    named = verdict.get("stack", {}).get("logs", {}).get("checkout")
    return _text(Path(named)) if named else ""


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""
