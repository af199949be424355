"""A webhook endpoint on loopback that records what it gets and answers what it is told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.stripe_emulator.client import eventually

HOLD_SECONDS = 15.0


@dataclass(frozen=True)
class Delivery:
    """One POST as it arrived."""

    path: str
    payload: bytes
    headers: dict[str, str]

    @property
    def signature(self) -> str:
        """The Stripe-Signature header."""
        return self.headers["stripe-signature"]

    @property
    def event(self) -> dict[str, Any]:
        """The payload as JSON."""
        return dict(json.loads(self.payload))


@dataclass
class Receiver:
    """Answers 200, or the next of `answers` while there are some."""

    deliveries: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _gate: threading.Event = field(default_factory=threading.Event, repr=False)

    def __enter__(self) -> Receiver:
        receiver = self
        self._gate.set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                payload = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._take(Delivery(self.path, payload, headers))
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url + "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: pytest shows what matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def of(self, *types: str) -> list[Delivery]:
        """Deliveries of these event types (all when none is named), in the order of arrival."""
        with self._lock:
            return [taken for taken in self.deliveries if not types or taken.event["type"] in types]

    def hold(self) -> threading.Event:
        """Answer nothing until the event that this returns is set."""
        self._gate.clear()
        return self._gate

    def wait_for(self, type: str, count: int = 1, deadline: float = 15.0) -> list[Delivery]:
        """The deliveries of a type once there are `count` of them."""

        def enough() -> list[Delivery] | None:
            found = self.of(type)
            return found if len(found) >= count else None

        return eventually(enough, reason=f"{count} deliveries of {type}", deadline=deadline)

    def _take(self, delivery: Delivery) -> int:
        with self._lock:
            self.deliveries.append(delivery)
            status = self.answers.pop(0) if self.answers else 200
        self._gate.wait(HOLD_SECONDS)
        return status
