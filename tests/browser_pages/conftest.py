"""A new browser context per test (the browser itself: tests/browser.py)."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.stripe_emulator.conftest import account, emulator, http, new_account, receiver, side

__all__ = ["account", "emulator", "http", "new_account", "receiver", "side"]

WAIT_MS = 10_000
# What each tab asked for: a redirect to a shop that is not there is seen nowhere else in every Chromium.
ASKED: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
PHONE = {"width": 375, "height": 740}


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

    def note(request: Request) -> None:
        ASKED.setdefault(tab, []).append(request.url)
        if not request.url.startswith((emulator, "data:", "https://shop.example/")):
            strangers.append(request.url)

    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", note)
    tab.route(
        "https://shop.example/**", lambda route: route.fulfill(body="<h1>The shop</h1>", content_type="text/html")
    )
    yield tab
    assert errors == [], "errors thrown in the page"
    assert strangers == [], "others that the page asked"
