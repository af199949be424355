"""One browser per session (and xdist worker), a new context per test; skipped where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.stripe_emulator.conftest import account, emulator, http, new_account, receiver, side

__all__ = ["account", "emulator", "http", "new_account", "receiver", "side"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WAIT_MS = 10_000
PHONE = {"width": 375, "height": 740}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, headless."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        told = f"no browser: none of {', '.join(CHROMIUMS)} is on PATH (Debian: apt-get install chromium)"
        pytest.fail(told) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(told)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh browser profile, with JavaScript unless the test says otherwise."""
    fresh = browser.new_context(locale="en-US", java_script_enabled=getattr(request, "param", True))
    fresh.set_default_timeout(WAIT_MS)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, emulator: str) -> Iterator[Page]:
    """A tab; afterwards: nothing was thrown in it, and nobody but the emulator and the shop was asked."""
    tab, errors, strangers = context.new_page(), [], []

    def asked(request: Request) -> None:
        if not request.url.startswith((emulator, "data:", "https://shop.example/")):
            strangers.append(request.url)

    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", asked)
    tab.route(
        "https://shop.example/**", lambda route: route.fulfill(body="<h1>The shop</h1>", content_type="text/html")
    )
    yield tab
    assert errors == [], "errors thrown in the page"
    assert strangers == [], "others that the page asked"
