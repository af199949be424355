"""One embedded stack for each process, a fresh browser profile for each test (the browser itself: tests/browser.py)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from harness import stack
from harness.config import profile
from tests.checkout_pages.visitor import Shop, Visitor

WAIT_MS = 10_000
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The running shop."""
    logs = tmp_path_factory.mktemp("stack")
    with (
        stack.start("embedded", profile.load(), seed=1, logs=logs) as running,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        yield Shop(running, http)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh browser profile; a test may ask for another size or colours."""
    options = {"locale": "en-US", "reduced_motion": "reduce", **getattr(request, "param", {})}
    fresh = browser.new_context(**options)
    fresh.set_default_timeout(WAIT_MS)
    yield fresh
    fresh.unroute_all(behavior="ignoreErrors")
    fresh.close()


@pytest.fixture
def visitor(context: BrowserContext, shop: Shop) -> Iterator[Visitor]:
    """Somebody who is not signed in; afterwards: nothing was thrown, and nobody else was asked."""
    somebody = Visitor(context, shop)
    yield somebody
    assert somebody.errors == [], "errors thrown in the page, and broken policies"
    assert somebody.hosts() <= {"127.0.0.1", "js.stripe.com"}, "others that the pages asked"


@pytest.fixture
def buyer(visitor: Visitor, shop: Shop) -> Visitor:
    """Somebody signed in with one thing in the cart; `buyer.member` and `buyer.product` say who and what."""
    visitor.member, visitor.product = shop.member(), shop.product()
    shop.add(visitor.member, visitor.product)
    return visitor.sign_in(visitor.member)
