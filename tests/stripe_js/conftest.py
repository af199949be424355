"""A new browser context per test (the browser itself: tests/browser.py)."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.stripe_emulator.client import Account
from tests.stripe_emulator.conftest import emulator, http
from tests.stripe_js.shop import Shop
from tests.stripe_js.site import Site

__all__ = ["emulator", "http"]

WAIT_MS = 10_000
NUMBERS = itertools.count(1)


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
