"""Run the gate on a broken copy, as a person would, and read what came of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness.commands import pycache
from proving import copies, fail_fast
from proving.bugs import Bug
from proving.fail_fast import Enough
from proving.shops import REFERENCE, ROOT, Shop

LIMIT_SECONDS = 900.0
VERDICT = "verdict.json"
COPY = "copy"
# The gates that run now, so that who is interrupted leaves none behind.
_RUNNING: set["subprocess.Popen[str]"] = set()


@dataclass(frozen=True)
class GateResult:
    """What one run of the gate left: its exit code, what it printed, its verdict.json and the checkout's log."""

    exit_code: int
    verdict: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    log: str = ""
    seconds: float = 0.0
    # From the gate's start to the first red case, and until what failed was enough; 0 without one.
    red_seconds: float = 0.0
    detected_seconds: float = 0.0
    # Seconds and number of the cases of each suite that ran, where a run is told the suites.
    spent: dict[str, float] = field(default_factory=dict)
    ran: dict[str, int] = field(default_factory=dict)

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

    def short(self) -> dict[str, Any]:
        """Of the verdict, what all the other properties are made of."""
        kept = ("code", "title", "case", "nodeid", "let", "then", "however")
        failures = [
            {
                **{"code": group["code"], "title": group["title"]},
                "found": [{name: one[name] for name in kept if name in one} for one in group.get("found", ())[:1]],
            }
            for group in self.verdict.get("failures", ())
        ]
        cases = [{"nodeid": nodeid, "outcome": "failed"} for nodeid in self.catchers]
        cards = {"failing": [{"number": number} for number in sorted(self.cards)]}
        return {"failures": failures, "cases": cases, "cards": cards, "reasons": self.verdict.get("reasons", [])[:1]}


def run(bug: Bug, reports: Path, seed: int, shop: Shop = REFERENCE, enough: Enough | None = None) -> GateResult:
    """The gate on a copy of the shop with this bug; its reports are in `reports`/<name>. BugError when it does not fit.

    The copy stays beside the reports, so that the line with which a case is run again works afterwards. With `enough`
    one process runs the cases, the likeliest first, and ends once that has failed; without, it is as a person's gate.
    """
    folder = (reports / bug.name).resolve()
    (folder / VERDICT).unlink(missing_ok=True)
    shutil.rmtree(folder / COPY, ignore_errors=True)
    profile = copies.make(bug, folder / COPY, shop)
    shop.finish(folder / COPY / shop.package)
    options = ["--stack=embedded", "--profile", str(profile), "--reports", str(folder), "--seed", str(seed)]
    given = shop.environment()
    variables = pycache.environment(ROOT, os.environ if given is None else given)
    if enough is not None:
        options.append("--workers=1")
        variables |= fail_fast.variables(folder, enough)
    began, started = time.monotonic(), time.time()
    command = [sys.executable, "-m", "harness.cli", "gate", "--no-html", *options, *bug.run]
    status, output = _child(command, variables)
    seconds = round(time.monotonic() - began, 1)
    verdict: dict[str, Any] = json.loads(_text(folder / VERDICT) or "{}")
    seen = fail_fast.detected(folder) if enough is not None else fail_fast.Detected()
    red, detected = (round(at - started, 1) if at else 0.0 for at in (seen.first_red, seen.enough))
    return GateResult(status, verdict, output, _log(verdict), seconds, red, detected, seen.spent, seen.ran)


def ends_on_sigterm() -> None:
    """SIGTERM ends this command as Ctrl-C does, so that no gate is left behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def end_all() -> None:
    """End every gate that runs now; each ends its stack first."""
    for child in list(_RUNNING):
        child.terminate()


def whole(bug: Bug, suites: list[str]) -> Bug:
    """The same bug, tried with these suites; with all of them without any."""
    return replace(bug, run=tuple(suites))


def _child(command: list[str], variables: dict[str, str] | None = None) -> tuple[int, str]:
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=pipe, stderr=both, text=True, errors="replace"
    ) as child:
        _RUNNING.add(child)
        try:
            output, _ = child.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            child.terminate()  # the gate ends its stack first
            output, _ = child.communicate()
        finally:
            if child.poll() is None:  # interrupted: leave no gate behind
                child.terminate()
                child.wait()
            _RUNNING.discard(child)
        return child.returncode, output


def _log(verdict: dict[str, Any]) -> str:
    """The checkout's log of that run, which its verdict names."""
    named = verdict.get("stack", {}).get("logs", {}).get("checkout")
    return _text(Path(named)) if named else ""


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""
