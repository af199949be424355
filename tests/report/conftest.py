"""Stubs of stack and shop, and the pinned Allure where this machine can have it."""

import os

import pytest

from harness.report import allure_html, allure_results, cases
from tests.harness.conftest import started

__all__ = ["allure", "started"]
LOADED = (allure_results, cases)
"""Imported before pytester, which forgets what its runs import: each would have its own copy of the stash keys."""


@pytest.fixture(scope="session")
def allure() -> None:
    """The pinned Allure is installed; skipped with the reason where it cannot be, failed with REQUIRE_CLIENTS=1."""
    try:
        allure_html.installed()
    except allure_html.CannotRender as error:
        told = f"no Allure: {error}"
        pytest.fail(told) if os.environ.get("REQUIRE_CLIENTS") == "1" else pytest.skip(told)
