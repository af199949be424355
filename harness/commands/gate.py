"""`checkout-harness gate`: run the suites in a child pytest and answer with the verdict's exit code."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from harness import report
from harness.report import verdict_json
from harness.verdict import Run

ALLURE, JUNIT = "allure-results", "junit.xml"
NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]")
WORKERS = min(2 * (os.cpu_count() or 1), 8)
"""Cases mostly wait for the shop's answers, so two share a core; the embedded stack has work for eight at most."""
NO_STACK = {"mode": "none", "why": "no verdict", "startup_seconds": None, "asked": "", "profile": ""}


@dataclass(frozen=True)
class Wish:
    """What was asked of the gate; without paths and `select` it is the whole gate."""

    stack: str = "auto"
    profile: Path | None = None
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(1, 2**31))
    reports: Path = Path("reports")
    workers: int = WORKERS
    select: str = ""
    paths: list[str] = field(default_factory=list)

    def told(self) -> str:
        """What will be run, in a line."""
        what = " ".join(self.paths) or "all suites"
        chosen = f" where {self.select!r}" if self.select else ""
        profile = self.profile or "reference"
        return f"checkout-harness gate: {what}{chosen}, stack {self.stack}, profile {profile}, seed {self.seed}"

    def arguments(self) -> list[str]:
        """The arguments of the child pytest."""
        given = [f"--stack={self.stack}", f"--seed={self.seed}", f"--reports={self.reports}"]
        given += [f"--junitxml={self.reports / JUNIT}", f"--alluredir={self.reports / ALLURE}"]
        given += [f"--profile={self.profile}"] if self.profile else []
        given += ["-k", self.select] if self.select else []
        spread = ["-n", str(self.workers)] if self.workers > 1 else ["-n", "0"]
        look = ["-q", "--tb=no", "-rN", "-o", "console_output_style=count"]
        return [*look, *spread, *given, *self.paths]


def run(wish: Wish) -> int:
    """Run the suites; 0 pass, 1 fail, 2 could not run, 3 unknown. Reports of an earlier run are removed first."""
    clear(wish.reports)
    print(wish.told(), flush=True)
    status = _pytest(wish.arguments())
    path = wish.reports / verdict_json.NAME
    if not path.is_file():
        problem = f"pytest ended with exit status {status} before there was a verdict; its last lines are above"
        run_seen = Run(problems=(problem,), seed=wish.seed, command="checkout-harness gate", stack=NO_STACK)
        verdict = report.write(run_seen, wish.reports)
        print(f"verdict: {verdict.word}: {problem}", file=sys.stderr)
    document = read(path)
    junit(wish.reports / JUNIT, document)
    return int(document["exit_code"])


def read(path: Path) -> dict[str, Any]:
    """A written verdict."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def junit(path: Path, document: dict[str, Any]) -> None:
    """Where pytest wrote no JUnit file, write one whose only case is the run itself, so that CI jobs see why."""
    if path.is_file():
        return
    suite = ElementTree.Element("testsuite", name="checkout-harness", tests="1", errors="1", failures="0")
    case = ElementTree.SubElement(suite, "testcase", classname="checkout-harness", name="the run can judge")
    reasons = NOT_XML.sub("?", "\n".join(document["reasons"]))
    ElementTree.SubElement(case, "error", message=reasons.partition("\n")[0]).text = reasons
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def clear(reports: Path) -> None:
    """Remove what an earlier run left, so that nothing old can pass for new."""
    for name in (verdict_json.NAME, report.summary.NAME, JUNIT):
        (reports / name).unlink(missing_ok=True)
    shutil.rmtree(reports / ALLURE, ignore_errors=True)
    reports.mkdir(parents=True, exist_ok=True)


def _pytest(arguments: list[str]) -> int:
    """Run pytest as a child; Ctrl-C and SIGTERM reach it, and it ends the stack before this answers."""
    with subprocess.Popen([sys.executable, "-m", "pytest", *arguments]) as child:
        before = signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGINT))
        try:
            while True:
                try:
                    return child.wait()
                except KeyboardInterrupt:
                    continue  # the terminal sent it to the child too
        finally:
            signal.signal(signal.SIGTERM, before)
