"""The machine's own Chromium, one for all tests of a process; skipped with a reason where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser; REQUIRE_BROWSER=1 makes its absence a failure."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        told = f"no browser: none of {', '.join(CHROMIUMS)} is on PATH (Debian: apt-get install chromium)"
        pytest.fail(told) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(told)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()
