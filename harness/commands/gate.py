"""`checkout-harness gate`: run the suites in a child pytest and answer with the verdict's exit code."""

import errno
import json
import os
import random
import shlex
import shutil
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness import report
from harness.browser import EVIDENCE, policy
from harness.commands import bundled, child
from harness.config import profile
from harness.config.usual import unusual
from harness.core import cards, run_identity
from harness.core.suites import Shard
from harness.judging.verdict import COULD_NOT_RUN, EXIT_CODES, Run
from harness.report import junit, markdown, summary, verdict_json
from harness.report.allure import html as allure_html
from harness.run import options
from harness.run.model_of_run import STORIES
from harness.run.reports_lock import Held, ReportsLock
from harness.stack.base.stripe_backends import DEFAULT

ALLURE = "allure-results"
# Cases mostly wait for the shop's answers, so two share a core; the embedded stack has work for eight at most.
WORKERS = min(2 * (os.cpu_count() or 1), 8)
# One that waits leaves its core to another; where there are many, each costs as much to start as ten quick cases.
QUICK_WORKERS = min(2 * (os.cpu_count() or 1), 4)
NO_STACK = {"mode": "none", "why": "no verdict", "startup_seconds": None, "asked": "", "profile": ""}


@dataclass(frozen=True)
class GateOptions:
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
    quick: bool = False
    deep: bool = False
    exitfirst: bool = False
    html: bool = False
    contract: str = "quick"
    model: str = "quick"
    minutes: float | None = None
    browser: str = policy.AUTO
    paths: list[str] = field(default_factory=list)
    # What this run is called: pytest gets it, and its verdict must have it.
    run: str = field(default_factory=run_identity.draw)
    # When the command began, by the monotonic clock.
    began: float = field(default_factory=run_identity.process_began)

    def description(self) -> str:
        """What will be run, in a line."""
        what = " ".join(self.paths) or "all suites"
        what = f"the quick part of {what}" if self.quick else what
        chosen = f" where {self.select!r}" if self.select else ""
        chosen += f", shard {self.shard}" if self.shard else ""
        profile = self.profile or "reference"
        where = f"stack {self.stack}" if self.stripe == DEFAULT else f"stack {self.stack} with Stripe {self.stripe}"
        return f"checkout-harness gate: {what}{chosen}, {where}, profile {profile}, seed {self.seed}"

    def command(self) -> str:
        """The command that runs the same cases in the same way: what was typed, and the seed that was drawn."""
        chosen = [*self.paths, *(["-k", self.select] if self.select else []), *self._parts()]
        here = Path.cwd()
        named = None if self.profile == profile.of_this_folder() else self.profile
        within = named is not None and named.is_relative_to(here)
        choices = {"seed": self.seed, "stack": self.stack, "shard": self.shard, "stripe": self.stripe}
        choices |= {"profile": named.relative_to(here) if named and within else named}
        choices |= {"contract": self.contract, "browser": self.browser, "aws": self.aws, **self._walks()}
        given = [f"--{name}={value}" for name, value in unusual(choices).items()]
        return shlex.join(["checkout-harness", "gate", *chosen, *given])

    def _parts(self) -> list[str]:
        given = {"--quick": self.quick, "--deep": self.deep, "-x": self.exitfirst}
        return [option for option, wanted in given.items() if wanted]

    def _walks(self) -> dict[str, Any]:
        return {"model": self.model, "minutes": self.minutes}

    def arguments(self) -> list[str]:
        """The arguments of the child pytest, without its cases."""
        given = [f"--stack={self.stack}", f"--stripe={self.stripe}", f"--seed={self.seed}", f"--reports={self.reports}"]
        given += [f"--run-id={self.run}"]
        given += ["--keep"] if self.keep else []
        given += self._parts()
        given += [f"--junitxml={self.reports / junit.NAME}", f"--alluredir={self.reports / ALLURE}"]
        given += ["-k", self.select] if self.select else []
        choices: dict[str, Any] = {
            "profile": self.profile,
            "shard": self.shard,
            "contract": self.contract,
            "browser": self.browser,
        }
        choices |= {"aws": self.aws}
        choices |= self._walks()
        given += [f"{options.long(name)}={value}" for name, value in unusual(choices).items()]
        spread = ["-n", str(self.workers)] if self.workers > 1 else ["-n", "0"]
        look = ["-q", "--tb=no", "-rN", "-o", "console_output_style=count"]
        return ["-p", options.PLUGIN, *look, *spread, *given]


def run(options: GateOptions) -> int:
    """Run the suites; 0 pass, 1 fail, 2 could not run, 3 unknown. Reports of an earlier run are removed first.

    While it runs, no other run writes into its reports.
    """
    options = replace(
        options, reports=options.reports.absolute(), profile=options.profile and options.profile.absolute()
    )
    try:
        chosen = bundled.cases(options.paths, options.profile)
        cards.catalogue()  # a row that cannot be used is told here, by a ValueError
        if options.shard:
            Shard.parse(options.shard)
        with ReportsLock(options.reports, options.run, options.description()):
            return _run(options, chosen)
    except (Held, OSError, ValueError) as error:
        hint = f" in {options.reports}. Hint: {report.HINT}" if getattr(error, "errno", None) == errno.ENOSPC else ""
        print(f"checkout-harness gate: {error}{hint}", file=sys.stderr)
        return EXIT_CODES[COULD_NOT_RUN]


def _run(options: GateOptions, chosen: bundled.Cases) -> int:
    clear(options.reports)
    print(options.description(), flush=True)
    work = chosen.working_folder()
    asked = [*options.arguments(), f"--asked-as={options.command()}", *chosen.arguments()]
    status, interrupted = child.run(asked, work)
    path = options.reports / verdict_json.NAME
    if (why_not := _not_of(options.run, path)) is not None:
        cause = "the run was interrupted" if interrupted else f"pytest ended with exit status {status}"
        problem = f"{cause} before there was a verdict{why_not}; its last lines are above"
        verdict = report.write(_without_verdict(options, chosen.root, problem), options.reports)
        print(f"verdict: {verdict.word}: {problem}", file=sys.stderr)
    document = read(path)
    junit.complete(options.reports / junit.NAME, document)
    html = options.html and not options.shard and not options.quick
    close(document, options.reports, html=html)
    document["run"]["seconds"] = seconds = round(time.monotonic() - options.began, 1)
    verdict_json.save(document, path)
    if document.get("cases") and not html and not options.shard:
        named = f" --reports={options.reports}" if options.reports != work / GateOptions.reports else ""
        print(f"Allure's page of it: checkout-harness report{named}")
    print(f"the gate took {seconds:.1f} s from its start to here", flush=True)
    return int(document["exit_code"])


def _not_of(run: str, path: Path) -> str | None:
    """None for a verdict of this run; else what is there instead, empty for nothing at all."""
    try:
        document = read(path)
    except FileNotFoundError:
        return ""
    except ValueError as error:
        return f" (what is there cannot be read: {error})"
    got = (document.get("run") or {}).get("id")
    return None if got == run else f" (what is there is of run {got}, this one is {run})"


def _without_verdict(options: GateOptions, folder: Path, problem: str) -> Run:
    described = run_identity.described(folder, options.profile or profile.DEFAULT)
    choices = {"stripe": options.stripe, "contract": options.contract, "browser": options.browser}
    return Run(
        problems=(problem,),
        seed=options.seed,
        command=options.command(),
        shard=options.shard,
        stack={**NO_STACK, **choices},
        identity={"id": options.run, **described},
    )


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


def read(path: Path) -> dict[str, Any]:
    """A written verdict."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def clear(reports: Path) -> None:
    """Remove what an earlier run left, so that nothing old can pass for new; the history of runs stays."""
    for name in (verdict_json.NAME, summary.NAME, markdown.NAME, junit.NAME):
        (reports / name).unlink(missing_ok=True)
    for folder in (ALLURE, allure_html.NAME, EVIDENCE, STORIES):
        shutil.rmtree(reports / folder, ignore_errors=True)
    reports.mkdir(parents=True, exist_ok=True)
