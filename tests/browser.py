"""The machine's own Chromium, one for all tests of a process; skipped with a reason where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from harness.browser import chromium


@pytest.fixture(scope="session")
def chromium_ends() -> Iterator[None]:
    """Nothing of it is left when the tests of this process are over."""
    yield
    chromium.close()


@pytest.fixture
def browser(chromium_ends: None) -> Browser:
    """A headless browser, the same for every test while it lives; REQUIRE_BROWSER=1 makes its absence a failure."""
    if reason := chromium.why_not():
        pytest.fail(reason) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    return chromium.running()
