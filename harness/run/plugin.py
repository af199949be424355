"""The pytest plugin: a stack, a shop and a history for every case, invariants judged after it, one verdict at the end.

It stays out of the way of runs that collect nothing of the suites (the project's own tests).
"""

import gc
import os
import random
import sys
from collections.abc import Generator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.browser import policy
from harness.checkouts import NotOffered
from harness.core import case_deadline, starvation
from harness.core.history import History
from harness.judging import invariants
from harness.run import case_judgement, deep_part, model_of_run, options, quick_part
from harness.run.controller import Controller
from harness.run.selected import Selected
from harness.run.selection import (
    is_case,
    keep_shard,
    own_nodeid,
    refuse_separate_paths,
    refuse_wrong_cards,
    rerun,
    shard_of,
)

if TYPE_CHECKING:
    from harness.faults.rig import Rig
    from harness.run.allure.results import Results
    from harness.shop.shop import Shop
    from harness.stack.base.stack import Stack


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """The options of a run, and who looks after which cases."""
    options.add(parser, pluginmanager)
    parser.addini("owners", type="linelist", help="who looks after the cases of a folder: `scenarios = Payments`")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Fix the seed for this process, pytest-randomly and Hypothesis, and register what this process does."""
    refuse_separate_paths(config)
    refuse_wrong_cards(config)
    shard_of(config)
    invariants.all_invariants()  # a case may name their failure codes
    given: dict[str, Any] = getattr(config, "workerinput", {})
    seed = given.get("harness_seed", config.option.seed)
    if seed is None:
        seed = random.SystemRandom().randrange(1, 2**31)
    config.option.seed = seed
    if getattr(config.option, "randomly_seed", "default") == "default":
        config.option.randomly_seed = seed
    config.addinivalue_line("markers", "browser: a shopper in a real browser; needs Chromium and pages of the checkout")
    config.addinivalue_line("markers", quick_part.MARK)
    config.addinivalue_line("markers", deep_part.MARK)
    config.addinivalue_line("markers", model_of_run.MARK)
    config.addinivalue_line("markers", "needs(*names): capabilities of the Stripe backend")
    config.addinivalue_line("markers", "deadline(seconds): the time that a case has, in place of the usual 120 s")
    config.pluginmanager.register(Worker(config, given.get("harness_stack")), "checkout-harness-worker")
    if not hasattr(config, "workerinput"):
        controller = Controller(config)
        config.pluginmanager.register(controller, "checkout-harness-controller")
        config.pluginmanager.register(Selected(controller), "checkout-harness-selected")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """A file of the project's own scenarios is named as it is seen from the project, whatever the root of the run."""
    nodeid = own_nodeid(parent.config, module_path)
    return pytest.Module.from_parent(parent, path=module_path, nodeid=nodeid) if nodeid is not None else None


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
def shop(request: pytest.FixtureRequest, stack: "Stack", history: History, seed: int) -> "Shop":
    """A shop of this case alone; when the case ends, its history is judged by every invariant."""
    from harness.shop.shop import Shop

    return case_judgement.keep(request, Shop(stack, history, seed, request.node.nodeid))


@pytest.fixture
def rig(request: pytest.FixtureRequest, stack: "Stack", tmp_path_factory: pytest.TempPathFactory) -> "Rig":
    """A checkout of this process alone, whose calls a case can break; NotOffered where there can be none."""
    from harness.run.rig_of_run import rig_of

    return rig_of(request.node, stack, tmp_path_factory.getbasetemp())


@pytest.fixture
def impatient_rig(request: pytest.FixtureRequest, stack: "Stack", tmp_path_factory: pytest.TempPathFactory) -> "Rig":
    """Another one, that soon gives up on a Stripe that says nothing; NotOffered where the profile does not tell how."""
    from harness.run.rig_of_run import rig_of

    return rig_of(request.node, stack, tmp_path_factory.getbasetemp(), impatient=True)


@pytest.fixture
def rig_shop(request: pytest.FixtureRequest, rig: "Rig", history: History, seed: int) -> "Shop":
    """A shop of this case at the rig: Stripe tells it nothing but what the case delivers; judged as any other."""
    from harness.shop.shop import Shop

    shop = Shop(rig.stack, history, seed, request.node.nodeid)
    shop.begins_here()
    return case_judgement.keep(request, shop)


@pytest.fixture
def model(
    request: pytest.FixtureRequest, stack: "Stack", history: History, tmp_path_factory: pytest.TempPathFactory
) -> model_of_run.Model:
    """Walks through this checkout that nobody has written down."""
    return model_of_run.Model(request, stack, history, tmp_path_factory.getbasetemp())


# Thresholds of the garbage collector in a worker (a sixth of its time with Python's own): a case makes few cycles.
COLLECT_AFTER = (50_000, 50, 1000)


class Worker:
    """What every process that runs cases does: judge each case, tell what was found, keep the evidence."""

    def __init__(self, config: pytest.Config, stack_json: str | None) -> None:
        self.config = config
        self.stack: Stack | None = None
        self.out_of = 0
        self._stack_json = stack_json
        self._allure = self._listen_to_allure()
        config.add_cleanup(starvation.unwatch)

    def require_stack(self) -> "Stack":
        """The stack of the run; UsageError when none was started for it."""
        if self.stack is None and self._stack_json is not None:
            from harness.stack.base.stack import Stack

            self.stack = Stack.from_json(self._stack_json)
        if self.stack is None:
            raise pytest.UsageError("expected a running stack, got none. Hint: name it, for example --stack=auto")
        return self.stack

    @property
    def has_stack(self) -> bool:
        """Whether one was started for the run."""
        return self.stack is not None or self._stack_json is not None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the quick part's and this shard's cases, and complete the Allure labels of the suites' cases."""
        from harness.run.allure import evidence

        _seed_hypothesis(self.config)
        deep_part.keep(self.config, items)
        model_of_run.keep(self.config, items)
        self.out_of = quick_part.keep(self.config, items)
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[quick_part.OUT_OF] = self.out_of
        keep_shard(self.config, items)
        for item in items:
            if is_case(item):
                evidence.label(item)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What was collected stays until the end: the garbage collector need not look through it all the time."""
        if hasattr(self.config, "workerinput") and any(map(is_case, session.items)):
            gc.freeze()
            gc.set_threshold(*COLLECT_AFTER)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Say which case runs now, so that its Allure result can be completed."""
        if self._allure is not None:
            self._allure.runs(item if is_case(item) else None)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Skip a case that needs what this checkout does not offer, or what the Stripe backend lacks, and say so."""
        if is_case(item):
            self._skip_what_cannot_run(item)
        try:
            return (yield)
        except NotOffered as missing:
            raise case_judgement.told(missing) from None

    def _skip_what_cannot_run(self, item: pytest.Item) -> None:
        from harness.run import needs
        from harness.run.cases import description, stash

        description.begin(item)
        self._begin(item)
        if needs.pages(item) and not self._pages_offered():
            pytest.skip("not offered: pages")
        if policy.needs_one(item) and self._no_browser:
            required = self.config.option.checkout_browser == policy.REQUIRED
            item.stash[stash.MISSING] = f"a browser: {self._no_browser}" if required else ""
            pytest.skip(f"not run: {self._no_browser}")
        if self.has_stack and (lacking := needs.not_run(item, self.require_stack().missing_capabilities)):
            item.stash[stash.MISSING_CAPABILITIES] = list(lacking.missing_capabilities)
            pytest.skip(lacking.reason)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Judge the history when the body is done, however it ended; who interrupts by hand is not kept waiting."""
        try:
            result = yield
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            ended = case_judgement.told(error)
            case_judgement.of_body(item, ended)
            if ended is error:
                raise
            raise ended from None
        case_judgement.of_body(item)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put onto pytest's report what the verdict needs; it travels with it from worker to controller."""
        report = yield
        if is_case(item):
            from harness.run.cases import phases

            phases.unhide(report, call)
            setattr(report, phases.ATTRIBUTE, phases.part(item, call, report, rerun(self.config, item)))
        return report

    def pytest_runtest_logfinish(self) -> None:
        """No case runs here until the next one begins."""
        case_deadline.end()

    def _pages_offered(self) -> bool:
        from harness.checkouts.loading import load

        return load(self.require_stack().adapter).pages is not None

    def _begin(self, item: pytest.Item) -> None:
        """The case's time begins, and the machine is watched from the first case on."""
        mark = item.get_closest_marker("deadline")
        case_deadline.begin(float(mark.args[0]) if mark is not None else None)
        if self.has_stack:
            distributed = hasattr(self.config, "workerinput")
            starvation.watch(os.getppid() if distributed else None, self.require_stack().pids.values())

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

        from harness.run.allure.results import Results, owners

        results = Results(owners(self.config.getini("owners")))
        allure_commons.plugin_manager.register(results)
        self.config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(results))
        return results


def _seed_hypothesis(config: pytest.Config) -> None:
    """Where a collected case has imported it; its option `--hypothesis-seed` would import it into every process."""
    if "hypothesis" in sys.modules and getattr(config.option, "hypothesis_seed", None) is None:
        from hypothesis import core

        core.global_force_seed = config.option.seed
