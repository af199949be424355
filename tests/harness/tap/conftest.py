"""The tap as a process of its own, before a backend that the test gives."""

from __future__ import annotations

import json
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from harness.stack.base.http_probe import call
from harness.stack.processes.process import Process
from tests.harness.tap.raw_backend import SECONDS, Connection, RawBackend, Serve

Start = Callable[..., "Tap"]
Backend = Callable[..., RawBackend]


class Tap:
    """A running tap, and connections to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened = ExitStack()

    def connect(self) -> Connection:
        """A connection as a checkout has one."""
        parts = urlsplit(self.url)
        opened = socket.create_connection((parts.hostname, parts.port), SECONDS)
        self._opened.enter_context(closing(opened))
        return Connection(opened)

    def page(self, name: str, method: str = "GET") -> Any:
        """One of its own pages."""
        status, body = call(method, f"{self.url}/_tap/{name}", timeout=SECONDS)
        assert status == 200, body
        return json.loads(body)

    def recorded(self, count: int) -> list[dict[str, Any]]:
        """What it recorded, once there are that many: an exchange is recorded just after its last byte went out."""
        for _ in range(1000):
            if len(found := self.page("requests")["requests"]) >= count:
                return list(found)
        raise AssertionError(f"expected {count} recorded requests, got {found}")

    def close(self) -> None:
        """Close what was opened to it."""
        self._opened.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a tap before an upstream URL."""
    with ExitStack() as opened:

        def started(upstream: str, env: dict[str, str] | None = None) -> Tap:
            command = [sys.executable, "-m", "harness.tap", "--listen", "127.0.0.1:0", "--upstream", upstream]
            process = Process("tap", command, log=tmp_path / "tap.log", env=env)
            opened.callback(process.close)
            tap = Tap(process.wait_for_line("ready ", SECONDS))
            opened.callback(tap.close)
            return tap

        yield started


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Start a backend that serves its connections so."""
    with ExitStack() as opened:

        def started(serve: Serve, tls: ssl.SSLContext | None = None) -> RawBackend:
            made = RawBackend(serve, tls)
            opened.callback(made.close)
            return made

        yield started
