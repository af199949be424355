"""The pytest plugin: a stack, a shop and a history for every case, invariants judged after it, one verdict at the end.

It stays out of the way of runs that collect nothing of the suites (the project's own tests).
"""

import random
import shutil
from collections.abc import Generator, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness import options, quick_part
from harness.browser import policy
from harness.controller import Controller
from harness.failure import UNKNOWN, Failure
from harness.history import History
from harness.selection import is_case, keep_shard, refuse_separate_paths, reports_folder, rerun, shard_of

if TYPE_CHECKING:
    from harness.report.allure_results import Results
    from harness.shop import Shop
    from harness.stack import Stack


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """The options of a run, and who looks after which cases."""
    options.add(parser, pluginmanager)
    parser.addini("owners", type="linelist", help="who looks after the cases of a folder: `scenarios = Payments`")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Fix the seed for this process, pytest-randomly and Hypothesis, and register what this process does."""
    refuse_separate_paths(config)
    shard_of(config)
    given: dict[str, Any] = getattr(config, "workerinput", {})
    seed = given.get("harness_seed", config.option.seed)
    if seed is None:
        seed = random.SystemRandom().randrange(1, 2**31)
    config.option.seed = seed
    if getattr(config.option, "randomly_seed", "default") == "default":
        config.option.randomly_seed = seed
    if getattr(config.option, "hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(seed)
    config.addinivalue_line("markers", "browser: a shopper in a real browser; needs Chromium and pages of the checkout")
    config.addinivalue_line("markers", quick_part.MARK)
    config.addinivalue_line("markers", "needs(*names): features of the checkout, capabilities of the Stripe backend")
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
    from harness.report.cases import HISTORY
    from harness.shop import Shop

    opened = Shop(stack, history, seed, request.node.nodeid)
    request.node.stash[SHOP] = opened
    request.node.stash[HISTORY] = history
    yield opened
    opened.close()


SHOP: "pytest.StashKey[Shop]" = pytest.StashKey()


class Worker:
    """What every process that runs cases does: judge each case, tell what was found, keep the evidence."""

    def __init__(self, config: pytest.Config, stack_json: str | None) -> None:
        self.config = config
        self.stack: Stack | None = None
        self.out_of = 0
        self._stack_json = stack_json
        self._allure = self._listen_to_allure()

    def require_stack(self) -> "Stack":
        """The stack of the run; UsageError when none was started for it."""
        if self.stack is None and self._stack_json is not None:
            from harness.stack import Stack

            self.stack = Stack.from_json(self._stack_json)
        if self.stack is None:
            raise pytest.UsageError("expected a running stack, came none. Try: name it, for example --stack=auto")
        return self.stack

    @property
    def has_stack(self) -> bool:
        """Whether one was started for the run."""
        return self.stack is not None or self._stack_json is not None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the quick part's and this shard's cases, and complete the Allure labels of the suites' cases."""
        from harness.report import evidence

        self.out_of = quick_part.keep(self.config, items)
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[quick_part.OUT_OF] = self.out_of
        keep_shard(self.config, items)
        for item in items:
            if is_case(item):
                evidence.label(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Say which case runs now, so that its Allure result can be completed."""
        if self._allure is not None:
            self._allure.runs(item if is_case(item) else None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a case that needs what this checkout does not offer, or what the Stripe backend lacks, and say so."""
        if not is_case(item):
            return
        from harness.backend import needs
        from harness.profile import FEATURES
        from harness.report import cases

        cases.begin(item)
        needed = [name for name in needs.named(item) if name in FEATURES]
        if missing := [feature for feature in needed if feature not in self.require_stack().offers]:
            pytest.skip(f"not offered: {', '.join(missing)}")
        if policy.needs_one(item) and self._no_browser:
            required = self.config.option.checkout_browser == policy.REQUIRED
            item.stash[cases.MISSING] = f"a browser: {self._no_browser}" if required else ""
            pytest.skip(f"not run: {self._no_browser}")
        if self.has_stack and (lacking := needs.not_run(item, self.require_stack().lacks)):
            item.stash[cases.LACKS] = list(lacking.lacks)
            pytest.skip(lacking.reason)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Judge the history when the body is done; a violation fails the case, or is told beside its own failure."""
        shop = item.stash.get(SHOP, None)
        if shop is None:
            return (yield)
        try:
            result = yield
        except (Exception, pytest.fail.Exception) as error:
            for failure in self._judge(item, shop, error):
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

            setattr(report, cases.ATTRIBUTE, cases.part(item, call, report, rerun(self.config, item)))
        return report

    @cached_property
    def _no_browser(self) -> str:
        """Why no case gets a browser in this process; empty when they do, and then it is closed at the end."""
        from harness.browser import chromium

        self.config.add_cleanup(chromium.close)
        return policy.why_not(self.config.option.checkout_browser)

    def _listen_to_allure(self) -> "Results | None":
        if not getattr(self.config.option, "allure_report_dir", None):
            return None
        import allure_commons

        from harness.report.allure_results import Results, owners

        results = Results(owners(self.config.getini("owners")))
        allure_commons.plugin_manager.register(results)
        self.config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(results))
        return results

    def _judge(self, item: pytest.Item, shop: "Shop", error: BaseException | None = None) -> list[Failure]:
        from harness import exercised
        from harness.report import cases, evidence

        shown = self._look(item, shop, error) if error else []
        failures = sorted(close_and_judge(shop), key=lambda failure: failure.code == UNKNOWN)
        if failures and not error:
            shown = self._look(item, shop, failures[0])
        for failure in failures:
            failure.exchange = failure.exchange or evidence.Steps(shop.history)
        item.stash[cases.JUDGED] = failures
        if contract := exercised.contract_of(self.config.rootpath):
            item.stash[cases.EXERCISED] = exercised.count(contract, shop.history)
        item.stash[cases.GOALS_SEEN] = [e.data["goal"] for e in shop.history.of(kind="fact", operation="saw")]
        if getattr(self.config.option, "allure_report_dir", None):
            evidence.attach(shop.history)
            evidence.attach_files(shown)
        return failures

    def _look(self, item: pytest.Item, shop: "Shop", error: BaseException) -> list[Path]:
        """What the case's browser windows show now, as files in the reports; the error tells where."""
        if not shop.windows():
            return []
        from harness.browser import EVIDENCE, evidence

        folder = reports_folder(self.config) / EVIDENCE / evidence.name_of(item.nodeid)
        shutil.rmtree(folder, ignore_errors=True)
        error.add_note(f"what the browser showed: {folder}")
        numbered = enumerate(shop.windows(), 1)
        return [path for number, window in numbered for path in evidence.keep(window, folder / f"window-{number}")]


def close_and_judge(shop: "Shop") -> list[Failure]:
    """What the judges found in the shop's history; taking the last snapshots may itself fail, which is unknown."""
    try:
        return list(shop.close_and_judge())
    except Failure as failure:
        return [failure]
    except Exception as error:  # noqa: BLE001  whatever broke, the case was not judged, and that is told
        came = f"{type(error).__name__}: {error}"
        return [Failure(UNKNOWN, "Could not judge this case", then="its history can be judged", however=came)]
