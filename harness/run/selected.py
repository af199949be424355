"""What a run was to run, beside what told anything: a case that another plugin kept from running is no pass."""

from typing import TYPE_CHECKING

import pytest

from harness.core.suites import SUITES
from harness.run.selection import is_case

if TYPE_CHECKING:
    from harness.run.controller import Controller

ENDED_BY_ITSELF = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


class Selected:
    """Gathers the cases that were selected, in this process or by its workers."""

    def __init__(self, controller: "Controller") -> None:
        self._controller = controller
        self._names: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: what was collected."""
        self._names += [item.nodeid for item in session.items if is_case(item)]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: what each of them collected."""
        self._names += [nodeid for nodeid in ids if nodeid.startswith(SUITES)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Say which cases are to be accounted for; a run that ended early tells that itself."""
        stopped = session.shouldfail or session.shouldstop or exitstatus not in ENDED_BY_ITSELF
        if self._controller.active and not stopped and not self._controller.problems:
            self._controller.cases.expect(self._names)
