"""What one process of a run does, with or without workers: the stack, the cases of everybody, the reports."""

import time
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from harness.core import run_identity, starvation
from harness.core.suites import SUITES
from harness.run import options, quick_part
from harness.run.reports_lock import Held
from harness.run.run_folder import RunFolder
from harness.run.selection import is_case, is_full, names_suites, reports_folder, rerun
from harness.run.watch import Watch

if TYPE_CHECKING:
    from harness.judging.verdict import Ability, Case, KnownIssue, Run, Verdict
    from harness.run.cases import Cases
    from harness.stack.base.stack import RunningStack

COULD_NOT_RUN = 2
STACK_FACTS = ("mode", "why", "startup_seconds", "parts", "run", "images", "logs")
"""What the reports tell of the stack."""
WORKERS_END_SECONDS = 0.5
"""What workers have to end once the stack is broken: no case of theirs can be judged any more."""
ENDED_EARLY = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)


class Controller:
    """What one process of a run does: start and end the stack, gather the cases, write the reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.problems: list[str] = []
        self.running: RunningStack | None = None
        self.seen: Run | None = None
        self.verdict: Verdict | None = None
        self.active, self._told = False, False
        self.out_of = 0
        self.asked_seconds: float | None = None
        self.began, self.started = datetime.now(UTC), run_identity.process_began()
        self.known = self._known_issues()
        self.command = " ".join(["pytest", *config.invocation_params.args])
        self.files = RunFolder(self._folder(), config.option.run_id, self.command)
        self.watch: Watch | None = None
        self._identity: dict[str, Any] = {}
        self._cases: Cases | None = None

    @property
    def distributed(self) -> bool:
        """Whether xdist workers run the cases."""
        return bool(getattr(self.config.option, "tx", None)) and self.config.option.dist != "no"

    @property
    def cases(self) -> "Cases":
        """The cases so far."""
        if self._cases is None:
            from harness.run.cases import Cases

            self._cases = Cases()
        return self._cases

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """With workers: start the stack before them, for they get it as input."""
        self.active = names_suites(self.config) and not self.config.option.collectonly
        if self.active and self.distributed:
            self.begin()
            self.refuse_bad_selection(session)
            self.start_stack()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: start the stack once a collected case needs it."""
        collected = [item for item in session.items if is_case(item)]
        self.active = self.active or bool(collected)
        needed = any("stack" in getattr(item, "fixturenames", ()) for item in collected)
        if needed and not self.config.option.collectonly and not session.testsfailed:
            self.start_stack()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the seed and the stack."""
        node.workerinput["harness_seed"] = self.config.option.seed
        if self.running is not None:
            node.workerinput["harness_stack"] = self.running.stack.to_json()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker that crashed leaves cases that nobody judged; one that did not tells how many cases there were."""
        self.out_of = max(self.out_of, getattr(node, "workeroutput", {}).get(quick_part.OUT_OF, 0))
        if error and self.active:
            self.problems.append(f"worker {node.gateway.id} ended unexpectedly: {error}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is a part of the suites that cannot run."""
        if report.failed and (self.active or report.nodeid.startswith(SUITES)):
            self.active = True
            lines = report.longreprtext.strip().splitlines() or ["no reason told"]
            self.problems.append(f"could not collect {report.nodeid}: {lines[-1]}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a case's phase told."""
        if self.active:
            self.cases.add(report)

    def pytest_keyboard_interrupt(self) -> None:
        """An interrupted run did not judge everything; workers without a stack have nothing to wait for."""
        trouble = self.watch.trouble if self.watch is not None else ""
        self._end_watch()
        if self.active and self.verdict is None and not (trouble and self._broken()):
            self.problems.append(trouble or "the run was interrupted")
        if trouble and (manager := getattr(self.config.pluginmanager.getplugin("dsession"), "nodemanager", None)):
            manager.EXIT_TIMEOUT = WORKERS_END_SECONDS

    def pytest_internalerror(self, excrepr: object) -> None:
        """An error within pytest or a plugin of it ends the run wherever it was."""
        if self.active and self.verdict is None:
            lines = str(excrepr).strip().splitlines() or ["no reason told"]
            self.problems.append(f"pytest broke: {lines[-1].strip()}")

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> Generator[None, None, None]:
        """Write the reports when everybody else has finished; a full disk is told, not traced."""
        self._end_watch()
        try:
            yield
        except Exception as error:
            if not self.active or not (isinstance(error, OSError) or self._broken()):
                raise
            self.problems.append(f"the run could not be finished: {type(error).__name__}: {error}")
        finally:
            if self.active and self.verdict is None and not self.config.option.collectonly:
                if exitstatus in ENDED_EARLY and not (self.problems or self._broken()):
                    self.problems.append(f"pytest ended early: exit status {int(exitstatus)}, see its last lines")
                self.write_reports()

    def pytest_report_header(self) -> list[str]:
        """Which stack and why, and the seed."""
        if not self.active:
            return []
        mode, why = self._chosen()
        return [f"checkout-harness: stack {mode} ({why}), seed {self.config.option.seed}, reports in {self._folder()}"]

    def pytest_terminal_summary(self) -> None:
        """The verdict, after pytest's own summary."""
        self._tell()

    def start_stack(self) -> None:
        """Start it; when that fails, report and end the run as one that could not run."""
        from harness import stack
        from harness.config import profile

        self.begin()
        option = self.config.option
        try:
            chosen = profile.load(options.profile_path(self.config))
            logs = self.files.logs()
            self.running = stack.start(
                option.stack or "auto", chosen, seed=option.seed, logs=logs,
                stripe=option.stripe, aws=option.aws, keep=option.keep, tell=self._say,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001  whatever broke, nothing can be judged, and the reports say why
            told = isinstance(error, stack.StackFailure | profile.ProfileError)
            self.problems.append(str(error) if told else f"The stack could not start: {type(error).__name__}: {error}")
            self.give_up("the stack could not start")
        self.config.add_cleanup(self.running.close)
        self.ask_backend(self.running)
        self._worker.stack = self.running.stack
        starvation.watch(stack=self.running.stack.pids.values())

    def begin(self) -> None:
        """Once: have the reports folder, note what identifies the run, and watch what it stands on."""
        if self.watch is not None:
            return
        self._take_folder()
        self._identity = self._described()
        self.watch = Watch(self._trouble)
        self.config.add_cleanup(self._end_watch)
        self.watch.start()

    def ask_backend(self, running: "RunningStack") -> None:
        """Ask the stack's Stripe what it can do, so that no case is run that it cannot judge."""
        from harness.stripe import probing

        began = time.monotonic()
        running.stack = replace(running.stack, lacks=probing.ask(running.stack))
        self.asked_seconds = round(time.monotonic() - began, 3)

    def refuse_bad_selection(self, session: pytest.Session) -> None:
        """Workers break on a -k or -m that pytest cannot read; an empty collection has it read here."""
        try:
            self.config.hook.pytest_collection_modifyitems(session=session, config=self.config, items=[])
        except pytest.UsageError as error:
            self.problems.append(str(error))
            self.give_up("the selection cannot be read")

    def give_up(self, why: str) -> NoReturn:
        """Report and end the run as one that could not run."""
        self.write_reports()
        self._tell()
        pytest.exit(why, returncode=COULD_NOT_RUN)

    def write_reports(self) -> None:
        """Judge the run and write its reports; none when the gate that wants them is gone, or the disk is full."""
        from harness import report

        allure_folder = getattr(self.config.option, "allure_report_dir", None)
        self._end_watch()
        self._take_folder()
        self.seen = self.run()
        try:
            self.verdict = report.write(self.seen, self._folder(), Path(allure_folder) if allure_folder else None)
        except OSError as error:
            pytest.exit(f"the reports could not be written: {error}. Hint: {report.HINT}", returncode=COULD_NOT_RUN)

    def run(self) -> "Run":
        """The run so far, as the verdict sees it."""
        from harness.core.cards import catalogue
        from harness.judging.api_coverage import contract_of
        from harness.judging.verdict import Run

        broken = self._broken()
        return Run(
            cases=(*self.cases.all(), *(() if broken else self._after_run())),
            full=is_full(self.config),
            seed=self.config.option.seed,
            problems=tuple(dict.fromkeys(self.problems)),
            broken=broken,
            stack=self._stack_facts(),
            seconds=self.cases.seconds(),
            workers=len(self.config.option.tx) if self.distributed else 1,
            command=self.command,
            began=self.began.isoformat(timespec="seconds"),
            ended_ms=int(datetime.now(UTC).timestamp() * 1000),
            backend=self._backend(),
            catalogue={c.number: f"{c.brand}: {c.description}" for c in catalogue() if c.browser},
            shard=self.config.option.shard or "",
            part=quick_part.NAME if self.config.option.quick else "",
            out_of=self.out_of or self._worker.out_of,
            known=self.known,
            contract=contract_of(self.config.rootpath),
            machine=starvation.facts(),
            identity={**(self._identity or self._described()), "seconds": self._seconds()},
        )

    def _take_folder(self) -> None:
        """Have the reports folder, or end the run as one that could not: then nothing is written into it."""
        try:
            self.files.take()
        except (Held, OSError) as error:
            pytest.exit(str(error), returncode=COULD_NOT_RUN)
        self.config.add_cleanup(self.files.give_back)

    def _described(self) -> dict[str, Any]:
        from harness.config import profile

        named = options.profile_path(self.config) or profile.DEFAULT
        return {"id": self.files.run, **run_identity.described(self.config.rootpath, named)}

    def _seconds(self) -> float:
        """From the start of this process; a gate puts its own in the place of it."""
        return round(time.monotonic() - self.started, 1)

    def _trouble(self) -> str | None:
        return self.files.orphaned() or next(iter(self._broken()), None)

    def _broken(self) -> tuple[str, ...]:
        return tuple(map(str, self.running.broken())) if self.running is not None else ()

    def _end_watch(self) -> None:
        if self.watch is not None:
            self.watch.stop()

    @property
    def _worker(self) -> Any:
        """What this process does with the cases that it runs itself."""
        return self.config.pluginmanager.getplugin("checkout-harness-worker")

    def _backend(self) -> "tuple[Ability, ...]":
        from harness.stripe.probing.fidelity import abilities

        return abilities(self.running.stack.lacks) if self.running is not None else ()

    def _after_run(self) -> "tuple[Case, ...]":
        from harness.config import accepted
        from harness.run.post_run_checks import judge_all

        if self.running is None or not self.cases.any():
            return ()
        again, root = rerun(self.config), self.config.rootpath
        judged = judge_all(self.running.stack, again, self._folder(), is_full(self.config))
        return (*judged, *accepted.judge_all(root, self.cases.all(), again))

    def _known_issues(self) -> "tuple[KnownIssue, ...]":
        from harness.config import known_issues

        try:
            return known_issues.load(self.config.rootpath)
        except (ValueError, KeyError) as error:
            raise pytest.UsageError(str(error)) from None

    def _tell(self) -> None:
        """Write the verdict to the terminal, once."""
        terminal: Any = self.config.pluginmanager.getplugin("terminalreporter")
        if self.verdict is None or self.seen is None or self._told or terminal is None:
            return
        from harness.report.terminal import closing_lines
        from harness.stack.summary_text import lines as kept_lines

        self._told = True
        good = self.verdict.exit_code == 0
        terminal.section(f"verdict: {self.verdict.word}", green=good, red=not good, bold=True)
        kept = kept_lines(self.running.stack) if self.running is not None and self.running.stack.kept else []
        for line in [*closing_lines(self.seen, self.verdict, self._folder()), *kept]:
            terminal.write_line(line)

    def _stack_facts(self) -> dict[str, Any]:
        option = self.config.option
        asked = {
            "asked": option.stack or "auto",
            "profile": option.checkout_profile or "reference",
            "stripe": option.stripe,
            "aws": option.aws,
            "contract": option.contract,
            "browser": option.checkout_browser,
        }
        if self.running is None:
            none = {"mode": "none", "why": "no stack was started", "startup_seconds": None}
            return {**none, "logs": self.files.written(), **asked}
        running = self.running.stack
        told = {name: getattr(running, name) for name in STACK_FACTS}
        told["aws_engine"] = running.aws
        told["backend_asked_seconds"] = self.asked_seconds
        return {**told, "webhook_events": list(running.webhook_events), **asked}

    def _chosen(self) -> tuple[str, str]:
        """The stack's mode and why; of the stack that runs, or of the one that will."""
        if self.running is not None:
            return self.running.stack.mode, self.running.stack.why
        from harness import stack
        from harness.config import profile

        option = self.config.option
        try:
            wanted = profile.load(options.profile_path(self.config))
            return stack.choose(option.stack or "auto", wanted, option.stripe, option.aws)
        except (stack.StackFailure, profile.ProfileError) as failure:
            return "none", failure.got if isinstance(failure, stack.StackFailure) else "its profile cannot be used"

    def _say(self, line: str) -> None:
        self.config.get_terminal_writer().line(line)

    def _folder(self) -> Path:
        return reports_folder(self.config)
