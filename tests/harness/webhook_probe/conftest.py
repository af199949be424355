"""Runs against handlers of this process."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.stack.processes.ports import free_port
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.run import Options, run
from harness.webhook_probe.verdict import Report
from tests.harness.webhook_probe.handlers import SECRET, serving

# Other processes may take most of the machine: no run of these tests is about time.
PATIENT = 120.0
Judge = Callable[..., Report]


@pytest.fixture
def judge() -> Judge:
    """A run against a handler with these defects; `seen=False` gives it no --effects."""

    def judged(*defects: str, seen: bool = True, **options: Any) -> Report:
        port = free_port()
        with serving(f"http://127.0.0.1:{port}", *defects) as url:
            usual: dict[str, Any] = {"secret": SECRET, "stripe_port": port, "within": PATIENT, "timeout": 20.0}
            effects = f"{url}/effects" if seen else ""
            return run(Options(url=f"{url}/webhook", effects=effects, **{**usual, **options}))

    return judged


def with_outcome(report: Report, outcome: str) -> list[Row]:
    """The rows of an outcome."""
    return [row for row in report.rows if row.outcome == outcome]
