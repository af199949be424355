"""`checkout-harness gate`: run the suites in a child pytest and answer with the verdict's exit code."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness import bytecode, options, report
from harness.browser import EVIDENCE, policy
from harness.report import allure_html, junit, markdown, summary, verdict_json
from harness.selection import SUITES, Shard
from harness.stack import guard
from harness.stack.backends import DEFAULT
from harness.verdict import COULD_NOT_RUN, EXIT_CODES, Run

ALLURE = "allure-results"
WORKERS = min(2 * (os.cpu_count() or 1), 8)
"""Cases mostly wait for the shop's answers, so two share a core; the embedded stack has work for eight at most."""
ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
NO_STACK = {"mode": "none", "why": "no verdict", "startup_seconds": None, "asked": "", "profile": ""}


@dataclass(frozen=True)
class Wish:
    """What was asked of the gate; without paths and `select` it is the whole gate."""

    stack: str = "auto"
    stripe: str = DEFAULT
    aws: str | None = None
    keep: bool = False
    profile: Path | None = None
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(1, 2**31))
    reports: Path = Path("reports")
    workers: int = WORKERS
    select: str = ""
    shard: str = ""
    html: bool = True
    contract: str = "quick"
    browser: str = policy.AUTO
    paths: list[str] = field(default_factory=list)

    def told(self) -> str:
        """What will be run, in a line."""
        what = " ".join(self.paths) or "all suites"
        chosen = f" where {self.select!r}" if self.select else ""
        chosen += f", shard {self.shard}" if self.shard else ""
        profile = self.profile or "reference"
        where = f"stack {self.stack}" if self.stripe == DEFAULT else f"stack {self.stack} with Stripe {self.stripe}"
        return f"checkout-harness gate: {what}{chosen}, {where}, profile {profile}, seed {self.seed}"

    def arguments(self) -> list[str]:
        """The arguments of the child pytest."""
        given = [f"--stack={self.stack}", f"--stripe={self.stripe}", f"--seed={self.seed}", f"--reports={self.reports}"]
        given += ["--keep"] if self.keep else []
        given += [f"--junitxml={self.reports / junit.NAME}", f"--alluredir={self.reports / ALLURE}"]
        given += ["-k", self.select] if self.select else []
        asked = {"profile": self.profile, "shard": self.shard, "contract": self.contract, "browser": self.browser}
        asked |= {"aws": self.aws}
        given += [f"{options.long(name)}={value}" for name, value in options.unusual(asked).items()]
        spread = ["-n", str(self.workers)] if self.workers > 1 else ["-n", "0"]
        look = ["-q", "--tb=no", "-rN", "-o", "console_output_style=count"]
        return [*look, *spread, *given, *self.paths]


def run(wish: Wish) -> int:
    """Run the suites; 0 pass, 1 fail, 2 could not run, 3 unknown. Reports of an earlier run are removed first."""
    wish = replace(wish, reports=wish.reports.absolute(), profile=wish.profile and wish.profile.absolute())
    try:
        folder = folder_of(wish.paths)
        if wish.shard:
            Shard.parse(wish.shard)
        clear(wish.reports)
        bytecode.keep(folder)
    except (OSError, ValueError) as error:
        print(f"checkout-harness gate: {error}", file=sys.stderr)
        return EXIT_CODES[COULD_NOT_RUN]
    print(wish.told(), flush=True)
    status, interrupted = _pytest(wish.arguments(), folder)
    path = wish.reports / verdict_json.NAME
    if not path.is_file():
        cause = "the run was interrupted" if interrupted else f"pytest ended with exit status {status}"
        problem = f"{cause} before there was a verdict; its last lines are above"
        run_seen = Run(
            problems=(problem,), seed=wish.seed, command="checkout-harness gate", stack=NO_STACK, shard=wish.shard
        )
        verdict = report.write(run_seen, wish.reports)
        print(f"verdict: {verdict.word}: {problem}", file=sys.stderr)
    document = read(path)
    junit.complete(wish.reports / junit.NAME, document)
    close(document, wish.reports, html=wish.html and not wish.shard)
    return int(document["exit_code"])


def close(document: dict[str, Any], reports: Path, *, html: bool) -> None:
    """What a CI wants of a run that is over, and Allure's HTML; none of it changes the verdict."""
    from harness.commands.report import after_gate
    from harness.report import github

    try:
        github.tell(document, reports)
    except (OSError, KeyError) as error:
        print(f"GitHub was not told: {type(error).__name__}: {error}", file=sys.stderr)
    if html and document.get("cases"):
        after_gate(reports)


def folder_of(paths: list[str]) -> Path:
    """Where pytest is run: where the paths start, or the nearest folder that holds the suites; OSError for none."""
    here = Path.cwd()
    for path in paths:
        if not Path(path.partition("::")[0]).exists():
            raise FileNotFoundError(f"expected a file or a folder, came {path!r}. Try: paths start in {here}")
    if paths:
        return here
    for folder in (here, *here.parents):
        if any((folder / suite).is_dir() for suite in SUITES):
            return folder
    raise FileNotFoundError(f"expected {' or '.join(SUITES)} in {here} or above, came neither. Try: name their folder")


def read(path: Path) -> dict[str, Any]:
    """A written verdict."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def clear(reports: Path) -> None:
    """Remove what an earlier run left, so that nothing old can pass for new; the history of runs stays."""
    for name in (verdict_json.NAME, summary.NAME, markdown.NAME, junit.NAME):
        (reports / name).unlink(missing_ok=True)
    for folder in (ALLURE, allure_html.NAME, EVIDENCE):
        shutil.rmtree(reports / folder, ignore_errors=True)
    reports.mkdir(parents=True, exist_ok=True)


def _pytest(arguments: list[str], folder: Path) -> tuple[int, bool]:
    """Run pytest; its exit status, and whether a signal came, which it is told once and ends the stack for.

    It is a session of its own, or a terminal's Ctrl-C would reach it twice and cut its ending short. The guard ends it
    when this process ends without a word.
    """
    came: list[int] = []
    command = [sys.executable, "-I", "-S", guard.__file__, sys.executable, "-m", "pytest", *arguments]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, start_new_session=True) as child:

        def tell(number: int, _: object) -> None:
            if not came and sys.platform != "win32":  # there a console tells every process of its own accord
                child.send_signal(signal.SIGINT)
            came.append(number)

        before = {number: signal.signal(number, tell) for number in ENDINGS}
        try:
            return child.wait(), bool(came)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
