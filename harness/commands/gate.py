"""`checkout-harness gate`: run the suites in a child pytest and answer with the verdict's exit code."""

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from harness import report
from harness.report import verdict_json
from harness.verdict import EXIT_CODES, NOT_KNOWN, Run

ALLURE, JUNIT = "allure-results", "junit.xml"


@dataclass(frozen=True)
class Wish:
    """What was asked of the gate; without paths and `select` it is the whole gate."""

    stack: str = "auto"
    profile: Path | None = None
    seed: int | None = None
    reports: Path = Path("reports")
    workers: int = 2
    select: str = ""
    paths: list[str] = field(default_factory=list)

    def arguments(self) -> list[str]:
        """The arguments of the child pytest."""
        given = [f"--stack={self.stack}", f"--reports={self.reports}"]
        given += [f"--junitxml={self.reports / JUNIT}", f"--alluredir={self.reports / ALLURE}"]
        given += [f"--profile={self.profile}"] if self.profile else []
        given += [f"--seed={self.seed}"] if self.seed is not None else []
        given += ["-k", self.select] if self.select else []
        spread = ["-n", str(self.workers)] if self.workers > 1 else ["-n", "0"]
        look = ["-q", "--tb=no", "-rN", "-o", "console_output_style=count"]
        return [*look, *spread, *given, *self.paths]


def run(wish: Wish) -> int:
    """Run the suites; 0 pass, 1 fail, 2 could not run, 3 unknown. Reports of an earlier run are removed first."""
    clear(wish.reports)
    status = _pytest(wish.arguments())
    path = wish.reports / verdict_json.NAME
    if not path.is_file():
        problem = f"pytest ended with exit status {status} before there was a verdict; its last lines are above"
        verdict = report.write(Run(problems=(problem,), command="checkout-harness gate"), wish.reports)
        print(f"verdict: {verdict.word}: {problem}", file=sys.stderr)
        return verdict.exit_code
    return exit_code(path)


def exit_code(path: Path) -> int:
    """The exit code of a written verdict; unknown when it cannot be read."""
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["exit_code"])
    except (ValueError, KeyError) as error:
        print(f"{path}: expected a verdict with `exit_code`, came {error}", file=sys.stderr)
        return EXIT_CODES[NOT_KNOWN]


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
