"""A browser while containers come and go: its requests are answered, whatever happens to the machine's networks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.localstack.engine import LABEL, docker

ROUNDS = 4
ASK = """async () => {
    while (!window.enough)
        try { await (await fetch("/" + Math.random())).text(); window.answered += 1 }
        catch (error) { window.failed.push(String(error)) }
}"""
"""Request after request, each on its own connection: one of those that wait for one is what would be ended."""


class Answers(BaseHTTPRequestHandler):
    """A page at every path; the connection ends with it."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is told."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a server on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    opened = browser.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_port}")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_its_requests_outlive_networks_that_come_and_go(page: Page) -> None:
    page.evaluate(f"() => {{ window.answered = 0; window.failed = []; for (let i = 0; i < 6; i++) ({ASK})() }}")
    for _ in range(ROUNDS):
        before = page.evaluate("window.answered")
        network = docker("network", "create", "--label", LABEL, f"checkout-harness-test-{uuid.uuid4().hex[:12]}")
        docker("network", "rm", network)
        page.wait_for_function("before => window.answered > before + 20", arg=before)
    assert page.evaluate("() => { window.enough = true; return window.failed }") == []
