"""The pytest plugin: a stack, a shop and a history for every case, invariants judged after it, one verdict at the end.

It stays out of the way of runs that collect nothing of the suites (the project's own tests).
"""

import random
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.failure import UNKNOWN, Failure
from harness.history import History

if TYPE_CHECKING:
    from harness.report.cases import Cases
    from harness.shop import Shop
    from harness.stack import RunningStack, Stack
    from harness.verdict import Run, Verdict

SUITES = ("scenarios", "contracts")
SELECTIONS = ("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "ignore_glob", "allure_labels")
COULD_NOT_RUN = 2


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--stack`, `--profile`, `--seed`, `--reports`."""
    group = parser.getgroup("checkout-harness")
    group.addoption("--stack", default=None, help="auto (default), embedded, containers or external")
    group.addoption("--profile", default=None, help="TOML profile of the checkout under test (the reference shop)")
    group.addoption("--seed", type=int, default=None, help="seed of everything random; drawn and printed without one")
    group.addoption("--reports", default="reports", help="folder of verdict.json and summary.html")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Fix the seed for this process, pytest-randomly and Hypothesis, and register what this process does."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    seed = given.get("harness_seed", config.option.seed)
    if seed is None:
        seed = random.SystemRandom().randrange(1, 2**31)
    config.option.seed = seed
    if getattr(config.option, "randomly_seed", "default") == "default":
        config.option.randomly_seed = seed
    if getattr(config.option, "hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(seed)
    config.pluginmanager.register(Worker(config, given.get("harness_stack")), "checkout-harness-worker")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Controller(config), "checkout-harness-controller")


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> "Stack":
    """The running stack, one for the whole run."""
    worker: Worker = pytestconfig.pluginmanager.getplugin("checkout-harness-worker")
    return worker.require_stack()


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The run's one seed."""
    return int(pytestconfig.option.seed)


@pytest.fixture
def history() -> History:
    """The record of this case."""
    return History()


@pytest.fixture
def shop(request: pytest.FixtureRequest, stack: "Stack", history: History, seed: int) -> Iterator["Shop"]:
    """A shop of this case alone; when the case ends, its history is judged by every invariant."""
    from harness.shop import Shop

    opened = Shop(stack, history, seed, request.node.nodeid)
    request.node.stash[SHOP] = opened
    yield opened
    opened.close()


SHOP: "pytest.StashKey[Shop]" = pytest.StashKey()


class Worker:
    """What every process that runs cases does: judge each case, tell what was found, keep the evidence."""

    def __init__(self, config: pytest.Config, stack_json: str | None) -> None:
        self.config = config
        self.stack: Stack | None = None
        self._stack_json = stack_json

    def require_stack(self) -> "Stack":
        """The stack of the run; UsageError when none was started for it."""
        if self.stack is None and self._stack_json is not None:
            from harness.stack import Stack

            self.stack = Stack.from_json(self._stack_json)
        if self.stack is None:
            raise pytest.UsageError("expected a running stack, came none. Try: name it, for example --stack=auto")
        return self.stack

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Complete the Allure labels of the suites' cases."""
        from harness.report import evidence

        for item in items:
            if is_case(item):
                evidence.label(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Judge the history when the body is done; a violation fails the case, or is told beside its own failure."""
        shop = item.stash.get(SHOP, None)
        if shop is None:
            return (yield)
        try:
            result = yield
        except (Exception, pytest.fail.Exception) as error:
            for failure in self._judge(item, shop):
                if failure.code != UNKNOWN:
                    error.add_note(str(failure))
            raise
        if failures := self._judge(item, shop):
            for failure in failures[1:]:
                failures[0].add_note(str(failure))
            raise failures[0]
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put onto pytest's report what the verdict needs; it travels with it from worker to controller."""
        report = yield
        if is_case(item):
            from harness.report import cases

            setattr(report, cases.ATTRIBUTE, cases.part(item, call, report, rerun_options(self.config)))
        return report

    def _judge(self, item: pytest.Item, shop: "Shop") -> list[Failure]:
        from harness.report import cases, evidence

        failures = close_and_judge(shop)
        failures.sort(key=lambda failure: failure.code == UNKNOWN)
        item.stash[cases.JUDGED] = failures
        item.stash[cases.GOALS_SEEN] = [e.data["goal"] for e in shop.history.of(kind="fact", operation="saw")]
        if getattr(self.config.option, "allure_report_dir", None):
            evidence.attach(shop.history)
        return failures


class Controller:
    """What one process of a run does: start and end the stack, gather the cases, write the reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.problems: list[str] = []
        self.running: RunningStack | None = None
        self.verdict: Verdict | None = None
        self.active, self._told = False, False
        self.began = datetime.now(UTC)
        self._cases: Cases | None = None

    @property
    def distributed(self) -> bool:
        """Whether xdist workers run the cases."""
        return bool(getattr(self.config.option, "tx", None)) and self.config.option.dist != "no"

    @property
    def cases(self) -> "Cases":
        """The cases so far."""
        if self._cases is None:
            from harness.report.cases import Cases

            self._cases = Cases()
        return self._cases

    def pytest_sessionstart(self) -> None:
        """With workers: start the stack before them, for they get it as input."""
        self.active = names_suites(self.config) and not self.config.option.collectonly
        if self.active and self.distributed:
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
        """A worker that crashed leaves cases that nobody judged."""
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
        """An interrupted run did not judge everything."""
        if self.active and self.verdict is None:
            self.problems.append("the run was interrupted")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write the reports."""
        if self.active and self.verdict is None and not self.config.option.collectonly:
            self.write_reports()

    def pytest_report_header(self) -> list[str]:
        """Which stack and why, and the seed."""
        if not self.active:
            return []
        from harness.stack import StackFailure, choose

        try:
            mode, why = choose(self.config.option.stack or "auto")
        except StackFailure as failure:
            mode, why = "none", failure.came
        return [f"checkout-harness: stack {mode} ({why}), seed {self.config.option.seed}, reports in {self._folder()}"]

    def pytest_terminal_summary(self) -> None:
        """The verdict, after pytest's own summary."""
        self._tell()

    def start_stack(self) -> None:
        """Start it; when that fails, report and end the run as one that could not run."""
        from harness import profile, stack

        option = self.config.option
        try:
            chosen = profile.load(Path(option.profile) if option.profile else None)
            logs = self._folder() / "stack"
            self.running = stack.start(option.stack or "auto", chosen, seed=option.seed, logs=logs)
        except (stack.StackFailure, profile.ProfileError) as error:
            self.problems.append(str(error))
            self.write_reports()
            self._tell()
            pytest.exit("the stack could not start", returncode=COULD_NOT_RUN)
        self.config.add_cleanup(self.running.close)
        worker: Worker = self.config.pluginmanager.getplugin("checkout-harness-worker")
        worker.stack = self.running.stack

    def write_reports(self) -> None:
        """Judge the run and write its reports."""
        from harness import report

        allure_folder = getattr(self.config.option, "allure_report_dir", None)
        self.verdict = report.write(self.run(), self._folder(), Path(allure_folder) if allure_folder else None)

    def run(self) -> "Run":
        """The run so far, as the verdict sees it."""
        from harness.cards import catalogue
        from harness.verdict import Run

        return Run(
            cases=self.cases.all(),
            full=is_full(self.config),
            seed=self.config.option.seed,
            problems=tuple(dict.fromkeys(self.problems)),
            stack=self._stack_facts(),
            seconds=self.cases.seconds(),
            workers=len(self.config.option.tx) if self.distributed else 1,
            command=" ".join(["pytest", *self.config.invocation_params.args]),
            began=self.began.isoformat(timespec="seconds"),
            catalogue={c.number: f"{c.brand}: {c.description}" for c in catalogue() if c.browser},
        )

    def _tell(self) -> None:
        """Write the verdict to the terminal, once."""
        terminal: Any = self.config.pluginmanager.getplugin("terminalreporter")
        if self.verdict is None or self._told or terminal is None:
            return
        from harness.report.told import closing_lines

        self._told = True
        good = self.verdict.exit_code == 0
        terminal.section(f"verdict: {self.verdict.word}", green=good, red=not good, bold=True)
        for line in closing_lines(self.run(), self.verdict, self._folder()):
            terminal.write_line(line)

    def _stack_facts(self) -> dict[str, Any]:
        asked = {"asked": self.config.option.stack or "auto", "profile": self.config.option.profile or "reference"}
        if self.running is None:
            return {"mode": "none", "why": "no stack was started", "startup_seconds": None, **asked}
        running = self.running.stack
        return {"mode": running.mode, "why": running.why, "startup_seconds": running.startup_seconds, **asked}

    def _folder(self) -> Path:
        return Path(self.config.rootpath, self.config.option.reports)


def close_and_judge(shop: "Shop") -> list[Failure]:
    """What the judges found in the shop's history; taking the last snapshots may itself fail, which is unknown."""
    try:
        return list(shop.close_and_judge())
    except Failure as failure:
        return [failure]
    except Exception as error:  # noqa: BLE001  whatever broke, the case was not judged, and that is told
        came = f"{type(error).__name__}: {error}"
        return [Failure(UNKNOWN, "Could not judge this case", then="its history can be judged", however=came)]


def is_case(item: pytest.Item) -> bool:
    """Whether the item belongs to the suites, or is another one that uses the stack."""
    return "stack" in getattr(item, "fixturenames", ()) or _in_suites(item.config, item.path)


def names_suites(config: pytest.Config) -> bool:
    """Whether this run's arguments reach into the suites, or its options name a stack."""
    roots = [Path(config.invocation_params.dir, str(argument).partition("::")[0]).resolve() for argument in config.args]
    suites = [config.rootpath / suite for suite in SUITES if (config.rootpath / suite).is_dir()]
    reached = any(_in_suites(config, root) or any(root in suite.parents for suite in suites) for root in roots)
    return reached or config.option.stack is not None


def is_full(config: pytest.Config) -> bool:
    """Whether nothing was selected: all of the suites, no -k, no -m."""
    if any(getattr(config.option, name, None) for name in SELECTIONS):
        return False
    named = {Path(config.invocation_params.dir, str(argument)).resolve() for argument in config.args}
    suites = {config.rootpath / suite for suite in SUITES}
    return suites <= named or config.rootpath in named


def rerun_options(config: pytest.Config) -> str:
    """The options that make a re-run of one case the same."""
    given = {"--seed": config.option.seed, "--stack": config.option.stack, "--profile": config.option.profile}
    return " ".join(f"{name}={value}" for name, value in given.items() if value is not None)


def _in_suites(config: pytest.Config, path: Path) -> bool:
    return any(path.is_relative_to(config.rootpath / suite) for suite in SUITES)
