"""The run as the verdict sees it, its reports, and its last words on the terminal."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.core import run_identity, starvation
from harness.core.places import team_folder
from harness.run import options, own_contract, quick_part
from harness.run.run_folder import RunFolder
from harness.run.selection import is_full, rerun
from harness.run.stack_of_run import StackOfRun

if TYPE_CHECKING:
    from harness.judging.verdict import Case, KnownIssue, Run, Verdict
    from harness.run.cases.gathered import Cases


class Reporting:
    """Writes the reports of one run; `verdict` is None until it did. UsageError for known issues that cannot be read.

    `problems` are what kept the run from judging everything; whoever meets one adds it.
    """

    def __init__(self, config: pytest.Config, stack: StackOfRun, files: RunFolder, command: str) -> None:
        self._config, self._stack, self._files, self._command = config, stack, files, command
        self.problems: list[str] = []
        # Why the adapter cannot be used, as its probe found.
        self.adapter = ""
        self.verdict: Verdict | None = None
        self.out_of = 0
        self._run: Run | None = None
        self._printed = False
        self._began, self._started = datetime.now(UTC), run_identity.process_began()
        self._known = self._known_issues()
        self._identity: dict[str, Any] = {}

    def identify(self) -> None:
        """Note what identifies the run (commit, profile, machine) as it is at its start."""
        self._identity = self._described()

    def judge(self, cases: "Cases") -> None:
        """Judge the run with what its cases told."""
        self._run = self._run_so_far(cases)

    def write(self) -> None:
        """Write the reports of the run that was judged; OSError when the disk is full."""
        from harness import report

        if self._run is None:
            raise RuntimeError("expected a run that was judged, got none. Hint: call judge() before write()")
        allure_folder = getattr(self._config.option, "allure_report_dir", None)
        self.verdict = report.write(self._run, self._files.folder, Path(allure_folder) if allure_folder else None)

    def tell(self, terminal: Any) -> None:
        """Write the verdict to pytest's terminal reporter, once."""
        if self.verdict is None or self._run is None or self._printed or terminal is None:
            return
        from harness.report.terminal import closing_lines
        from harness.stack.summary_text import lines as stack_summary

        self._printed = True
        good, running = self.verdict.exit_code == 0, self._stack.running
        terminal.section(f"verdict: {self.verdict.word}", green=good, red=not good, bold=True)
        stack_lines = stack_summary(running.stack) if running is not None and running.stack.stays_up else []
        for line in [*closing_lines(self._run, self.verdict, self._files.folder), *stack_lines]:
            terminal.write_line(line)

    def _run_so_far(self, cases: "Cases") -> "Run":
        """The run so far, as the verdict sees it."""
        from harness.core.api_coverage import contract_of
        from harness.core.cards import catalogue
        from harness.judging.verdict import Run

        broken, option = self._stack.broken(), self._config.option
        return Run(
            cases=(*cases.all(), *(() if broken else self._post_run_checks(cases))),
            full=is_full(self._config),
            seed=option.seed,
            problems=tuple(dict.fromkeys(self.problems)),
            broken=broken,
            adapter=self.adapter,
            not_offered=self._stack.not_offered(),
            stack=self._stack.facts(self._files.written()),
            seconds=cases.seconds(),
            workers=len(option.tx) if options.distributed(self._config) else 1,
            command=self._command,
            began=self._began.isoformat(timespec="seconds"),
            ended_ms=int(datetime.now(UTC).timestamp() * 1000),
            backend=self._stack.abilities(),
            catalogue={c.number: f"{c.brand}: {c.description}" for c in catalogue() if c.browser},
            shard=option.shard or "",
            part=quick_part.NAME if option.quick else "",
            out_of=self.out_of,
            deep=bool(option.deep),
            known=self._known,
            contract=contract_of(own_contract.facts(self._config)),
            machine=starvation.facts(),
            identity={**(self._identity or self._described()), "seconds": self._seconds()},
        )

    def _post_run_checks(self, cases: "Cases") -> "tuple[Case, ...]":
        from harness.config import accepted
        from harness.run.post_run_checks import judge_all

        if self._stack.running is None or not cases.any():
            return ()
        again, root = rerun(self._config), self._config.rootpath
        judged = judge_all(self._stack.running.stack, again, self._files.folder, is_full(self._config))
        return (*judged, *accepted.judge_all(root, cases.all(), again))

    def _known_issues(self) -> "tuple[KnownIssue, ...]":
        from harness.config import known_issues

        try:
            return known_issues.load(team_folder(self._config.rootpath))
        except (ValueError, KeyError) as error:
            raise pytest.UsageError(str(error)) from None

    def _described(self) -> dict[str, Any]:
        from harness.config import profile

        named = options.profile_path(self._config) or profile.DEFAULT
        return {"id": self._files.run, **run_identity.described(self._config.rootpath, named)}

    def _seconds(self) -> float:
        """From the start of this process; a gate puts its own in the place of it."""
        return round(time.monotonic() - self._started, 1)
