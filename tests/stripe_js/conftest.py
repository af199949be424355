"""One browser per session (and xdist worker), a new context per test; skipped where there is no Chromium."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.stripe_emulator.client import Account
from tests.stripe_emulator.conftest import emulator, http
from tests.stripe_js.shop import Shop
from tests.stripe_js.site import Site

__all__ = ["emulator", "http"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WAIT_MS = 10_000
NUMBERS = itertools.count(1)


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


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The shop's web server."""
    with Site() as serving:
        yield serving


@pytest.fixture
def account(emulator: str, http: httpx.Client, worker_id: str) -> Account:
    """The account of this test."""
    return Account(f"js{worker_id}x{os.getpid()}x{next(NUMBERS)}", emulator, http)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    fresh = browser.new_context(locale="en-US", reduced_motion="reduce")
    fresh.set_default_timeout(WAIT_MS)
    yield fresh
    fresh.unroute_all(behavior="ignoreErrors")
    fresh.close()


@pytest.fixture
def shop(context: BrowserContext, site: Site, account: Account) -> Iterator[Shop]:
    """A shop whose page is not open yet; afterwards: nothing was thrown in it, nobody else was asked."""
    opened = Shop(context, site.url, account)
    yield opened
    assert opened.errors == [], "errors thrown in the page and its frames"
    assert opened.strangers() == set(), "hosts that only the real Stripe.js would ask"
