"""What the controlling process of a run does at each of pytest's hooks: the stack, everybody's cases, the reports."""

import shlex
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from harness.core import starvation
from harness.core.suites import SUITES
from harness.run import options, own_contract, quick_part
from harness.run.reporting import Reporting
from harness.run.reports_lock import Held
from harness.run.run_folder import RunFolder
from harness.run.selection import is_case, names_suites, reports_folder
from harness.run.stack_of_run import StackOfRun
from harness.run.watch import Watch

if TYPE_CHECKING:
    from harness.run.cases.gathered import Cases

COULD_NOT_RUN, NOT_KNOWN = 2, 3
# What workers have to end once the stack is broken: no case of theirs can be judged any more.
WORKERS_END_SECONDS = 0.5
ENDED_EARLY = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)


class Controller:
    """Pytest's hooks of a run, in the process that has the stack and writes the reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.active = False
        self._command = config.option.asked_as or shlex.join(["pytest", *map(str, config.invocation_params.args)])
        self.files = RunFolder(reports_folder(config), config.option.run_id, self._command)
        self.stack = StackOfRun(config)
        self.reporting = Reporting(config, self.stack, self.files, self._command)
        self.watch: Watch | None = None
        self._had_enough = False
        self._cases: Cases | None = None

    @property
    def problems(self) -> list[str]:
        """What kept the run from judging everything."""
        return self.reporting.problems

    @property
    def cases(self) -> "Cases":
        """The cases so far."""
        if self._cases is None:
            from harness.run.cases.gathered import Cases

            self._cases = Cases()
        return self._cases

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """With workers: start the stack before them, for they get it as input; also where cases are made of what the
        running checkout says of itself."""
        self.active = names_suites(self.config) and not self.config.option.collectonly
        if self.active and (options.distributed(self.config) or own_contract.is_served(self.config)):
            self.begin()
            self.refuse_bad_selection(session)
            self.start_stack()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: start the stack once a collected case needs it."""
        collected = [item for item in session.items if is_case(item)]
        self.active = self.active or bool(collected)
        needed = any("stack" in getattr(item, "fixturenames", ()) for item in collected)
        if needed and self.stack.running is None and not self.config.option.collectonly and not session.testsfailed:
            self.start_stack()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the seed and the stack."""
        node.workerinput["harness_seed"] = self.config.option.seed
        if self.stack.running is not None:
            node.workerinput["harness_stack"] = self.stack.running.stack.to_json()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker that crashed leaves cases that nobody judged; one that did not tells how many cases there were."""
        self.reporting.out_of = max(self.reporting.out_of, getattr(node, "workeroutput", {}).get(quick_part.OUT_OF, 0))
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
        """An interrupted run did not judge everything; workers without a stack have nothing to wait for.

        Workers of a run that ends at its first failure (`-x`) are interrupted too, and that is as it was asked for.
        """
        self._had_enough = self._stopped_by_failures()
        if self._had_enough:
            return
        trouble = self.watch.trouble if self.watch is not None else ""
        self._end_watch()
        if self.active and self.reporting.verdict is None and not (trouble and self.stack.broken()):
            self.problems.append(trouble or "the run was interrupted")
        if trouble and (manager := getattr(self.config.pluginmanager.getplugin("dsession"), "nodemanager", None)):
            manager.EXIT_TIMEOUT = WORKERS_END_SECONDS

    def pytest_internalerror(self, excrepr: object) -> None:
        """An error within pytest or a plugin of it ends the run wherever it was."""
        if self.active and self.reporting.verdict is None:
            lines = str(excrepr).strip().splitlines() or ["no reason told"]
            self.problems.append(f"pytest broke: {lines[-1].strip()}")

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None, None, None]:
        """Write the reports when everybody else has finished; a full disk is told, not traced."""
        self._end_watch()
        if self._had_enough:  # xdist interrupts itself there, which pytest alone tells as failed tests
            session.exitstatus = exitstatus = pytest.ExitCode.TESTS_FAILED
        try:
            yield
        except Exception as error:
            if not self.active or not (isinstance(error, OSError) or self.stack.broken()):
                raise
            self.problems.append(f"the run could not be finished: {type(error).__name__}: {error}")
        finally:
            if self.active and self.reporting.verdict is None and not self.config.option.collectonly:
                if exitstatus in ENDED_EARLY and not (self.problems or self.stack.broken()):
                    self.problems.append(f"pytest ended early: exit status {int(exitstatus)}, see its last lines")
                self.write_reports()

    def pytest_report_header(self) -> list[str]:
        """Which stack and why, and the seed."""
        if not self.active:
            return []
        mode, why = self.stack.mode_and_reason()
        return [
            f"checkout-harness: stack {mode} ({why}), seed {self.config.option.seed}, reports in {self.files.folder}"
        ]

    def pytest_terminal_summary(self) -> None:
        """The verdict, after pytest's own summary."""
        self._tell()

    def start_stack(self) -> None:
        """Start it; when that fails, report and end the run as one that could not run."""
        from harness.config.profile import ProfileError
        from harness.stack import StackFailure

        self.begin()
        try:
            running = self.stack.start(self.files.logs(), self._say)
        except Exception as error:  # noqa: BLE001  whatever broke, nothing can be judged, and the reports say why
            explained = isinstance(error, StackFailure | ProfileError)
            text = str(error) if explained else f"The stack could not start: {type(error).__name__}: {error}"
            self.problems.append(text)
            self.give_up("the stack could not start")
        self.stack.ask_backend()
        self._worker.stack = running.stack
        if not_usable := self.stack.probe():
            self.reporting.adapter = not_usable
            self.give_up("the adapter cannot be used", NOT_KNOWN)
        starvation.watch(stack=running.stack.pids.values())

    def begin(self) -> None:
        """Once: have the reports folder, note what identifies the run, and watch what it stands on."""
        if self.watch is not None:
            return
        self._take_folder()
        self.reporting.identify()
        self.watch = Watch(self._trouble)
        self.config.add_cleanup(self._end_watch)
        self.watch.start()

    def refuse_bad_selection(self, session: pytest.Session) -> None:
        """Workers break on a -k or -m that pytest cannot read; an empty collection has it read here."""
        try:
            self.config.hook.pytest_collection_modifyitems(session=session, config=self.config, items=[])
        except pytest.UsageError as error:
            self.problems.append(str(error))
            self.give_up("the selection cannot be read")

    def give_up(self, why: str, returncode: int = COULD_NOT_RUN) -> NoReturn:
        """Report and end the run, as one that could not run."""
        self.write_reports()
        self._tell()
        pytest.exit(why, returncode=returncode)

    def write_reports(self) -> None:
        """Judge the run and write its reports; none when the gate that wants them is gone, or the disk is full."""
        from harness.report import HINT

        self._end_watch()
        self._take_folder()
        self.reporting.out_of = self.reporting.out_of or self._worker.out_of
        self.reporting.judge(self.cases)
        try:
            self.reporting.write()
        except OSError as error:
            pytest.exit(f"the reports could not be written: {error}. Hint: {HINT}", returncode=COULD_NOT_RUN)

    def _tell(self) -> None:
        self.reporting.tell(self.config.pluginmanager.getplugin("terminalreporter"))

    def _take_folder(self) -> None:
        """Have the reports folder, or end the run as one that could not: then nothing is written into it."""
        try:
            self.files.take()
        except (Held, OSError) as error:
            pytest.exit(str(error), returncode=COULD_NOT_RUN)
        self.config.add_cleanup(self.files.give_back)

    def _stopped_by_failures(self) -> bool:
        """Whether the workers were ended for as many failures as `-x` or `--maxfail` allow."""
        why = getattr(self.config.pluginmanager.getplugin("dsession"), "shouldstop", False)
        return bool(self.config.option.maxfail) and str(why).startswith("stopping after ")

    def _trouble(self) -> str | None:
        return self.files.orphaned() or next(iter(self.stack.broken()), None)

    def _end_watch(self) -> None:
        if self.watch is not None:
            self.watch.stop()

    @property
    def _worker(self) -> Any:
        """What this process does with the cases that it runs itself."""
        return self.config.pluginmanager.getplugin("checkout-harness-worker")

    def _say(self, line: str) -> None:
        self.config.get_terminal_writer().line(line)
