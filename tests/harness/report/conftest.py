"""Stubs of stack and shop, and the pinned Allure where this machine can have it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.report.allure import html
from harness.run.allure import results
from harness.run.cases import phases
from tests.harness.conftest import started, stub
from tests.harness.report.gates import BROKEN, GOOD, WAITS, Gates
from tests.harness.stub import Stub

__all__ = ["allure", "started", "stub"]
# Imported before pytester, which forgets what its runs import: each would have its own copy of the stash keys.
LOADED = (results, phases)


@pytest.fixture(scope="session")
def allure() -> None:
    """The pinned Allure is installed; skipped with the reason where it cannot be, failed with REQUIRE_CLIENTS=1."""
    try:
        html.installed()
    except html.CannotRender as error:
        message = f"no Allure: {error}"
        pytest.fail(message) if os.environ.get("REQUIRE_CLIENTS") == "1" else pytest.skip(message)


@pytest.fixture
def gates(tmp_path: Path, stub: Stub) -> Iterator[Gates]:
    """Gates in one folder; their checkout and Stripe are a stub."""
    stub.answers["GET", "/health"] = (200, {})
    made = Gates(tmp_path, stub)
    made.write(good=GOOD, broken=BROKEN, waits=WAITS)
    yield made
    made.close()
