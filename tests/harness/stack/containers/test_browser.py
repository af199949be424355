"""A browser while containers come and go: its requests are answered, whatever happens to the machine's networks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.localstack.engine import LABEL, docker
from tests.stripe_js.site import Site

ROUNDS = 4
# Request after request, each on its own connection: one of those that wait for one is what would be ended.
ASK = """async () => {
    while (!window.enough)
        try { await (await fetch("/" + Math.random())).text(); window.answered += 1 }
        catch (error) { window.failed.push(String(error)) }
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a server on loopback."""
    with Site() as site:
        opened = browser.new_page()
        opened.goto(site.url)
        yield opened
        opened.close()


def test_its_requests_outlive_networks_that_come_and_go(page: Page) -> None:
    page.evaluate(f"() => {{ window.answered = 0; window.failed = []; for (let i = 0; i < 6; i++) ({ASK})() }}")
    for _ in range(ROUNDS):
        before = page.evaluate("window.answered")
        network = docker("network", "create", "--label", LABEL, f"checkout-harness-test-{uuid.uuid4().hex[:12]}")
        docker("network", "rm", network)
        page.wait_for_function("before => window.answered > before + 20", arg=before)
    assert page.evaluate("() => { window.enough = true; return window.failed }") == []
