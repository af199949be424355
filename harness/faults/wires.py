"""The wires between one checkout and what it asks (Stripe, its database, its mail): counted, cut and held on purpose.

Each request that a checkout sends is a call with a number. A `Plan` is asked before a call is passed on, and again
after its work is done, before the answer goes back: it may cut the wire there, or keep both sides waiting.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from harness.core import transport

LOOPBACK = "127.0.0.1"
# Seconds for one call; more than any stand-in takes.
SECONDS = 30.0
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length", "expect"}
# Closing then sends a reset; SO_LINGER, socket(7).
LINGER = struct.pack("ii", 1, 0)
# How calls begin that only read.
READS = (
    "GET ",
    "HEAD ",
    *(f"DynamoDB {what}" for what in ("Get", "BatchGet", "TransactGet", "Query", "Scan", "Describe")),
)
ID = re.compile(r"/[a-z]{2,10}_(?=[^/]*\d)[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Call:
    """One request of the checkout: its number since the wires were counted anew, whom it asks, and for what.

    `change` is its number among those that change something, 0 for one that only reads; `number_there` and
    `change_there` are the same among those of its wire; `purpose` is what stays the same when it is tried again.
    """

    number: int
    wire: str
    what: str
    change: int = 0
    change_there: int = 0
    purpose: str = ""
    number_there: int = field(default=0, compare=False)
    # When it came, in seconds since the epoch.
    at: float = field(default_factory=time.time, compare=False)

    def __str__(self) -> str:
        return f"call {self.number}, {self.wire} {self.what}"


@dataclass(frozen=True)
class Passed:
    """A call that has ended: the status of its answer (None without one), and where the wire was cut: `before` the
    work, `after` it; empty where it was whole."""

    call: Call
    status: int | None = None
    cut: str = ""

    def facts(self) -> dict[str, Any]:
        """It as a fact for a history, of the name `called`."""
        return {**asdict(self.call), "status": self.status, "cut": self.cut}


class Plan:
    """What happens to calls: nothing, here. A plan answers whether the wire is whole."""

    def before(self, call: Call) -> bool:
        """Before the call is passed on; False cuts the wire: the work is not done, no answer comes."""
        return True

    def after(self, call: Call) -> bool:
        """After the work was done; False cuts the wire: no answer comes."""
        return True


class Wires:
    """One wire for each system that a checkout asks; `urls` is where the checkout is to ask it."""

    def __init__(self, **upstreams: str) -> None:
        self._lock, self._plan, self._calls = threading.Lock(), Plan(), list[Call]()
        self._numbers: Counter[str] = Counter()
        self._in_vain: Counter[tuple[str, str, str]] = Counter()
        self._passed: list[Passed] = []
        self._servers = [_Server(name, url, self) for name, url in upstreams.items()]
        self.urls = {server.name: server.url for server in self._servers}

    def count_anew(self, plan: Plan | None = None) -> None:
        """From now on the first call is number 1, and this plan holds; without one every wire is whole."""
        with self._lock:
            self._calls, self._passed, self._plan = [], [], plan or Plan()
            self._numbers.clear()

    @property
    def calls(self) -> list[Call]:
        """The calls since they were counted anew, oldest first."""
        with self._lock:
            return list(self._calls)

    def begun(self, wire: str, what: str, purpose: str) -> tuple[Call, Plan]:
        """A call has come; for the wire itself."""
        changes = not what.startswith(READS)
        with self._lock:
            number, there = self._next("calls", f"calls {wire}")
            change, change_there = self._next("changes", f"changes {wire}") if changes else (0, 0)
            call = Call(number, wire, what, change, change_there, purpose, there)
            self._calls.append(call)
            return call, self._plan

    def _next(self, *kinds: str) -> list[int]:
        self._numbers.update(kinds)
        return [self._numbers[kind] for kind in kinds]

    def got_nothing(self, call: Call) -> None:
        """An attempt was in vain: the wire was cut; for the wire itself."""
        with self._lock:
            self._in_vain[call.wire, call.what, call.purpose] += 1

    def count_attempts_anew(self) -> None:
        """From now on no attempt was in vain."""
        with self._lock:
            self._in_vain.clear()

    def most_attempts(self, wire: str) -> tuple[int, str]:
        """How often one and the same thing was asked in vain on a wire, at most, and what that was."""
        with self._lock:
            found = [(times, what) for (on, what, _), times in self._in_vain.items() if on == wire]
        return max(found, default=(0, "nothing"))

    @property
    def passed(self) -> list[Passed]:
        """Those that have ended, in the order in which they did."""
        with self._lock:
            return list(self._passed)

    def ended(self, call: Call, status: int | None = None, cut: str = "") -> None:
        """A call is over; for the wire itself."""
        with self._lock:
            self._passed.append(Passed(call, status, cut))

    def close(self) -> None:
        """Take the wires away."""
        for server in self._servers:
            server.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name: str, upstream: str, wires: Wires) -> None:
        super().__init__((LOOPBACK, 0), _Relay)
        self.name, self.upstream, self.wires = name, upstream.rstrip("/"), wires
        self.url = f"http://{LOOPBACK}:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, name=f"wire {name}", daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A checkout that is killed leaves its connections in the middle."""


class _Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call, plan = self.server.wires.begun(self.server.name, self._what(), self._purpose(body))
        if not plan.before(call):
            self.server.wires.ended(call, cut="before")
            return self._cut(call)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers["Host"] = urlsplit(self.server.upstream).netloc
        url = self.server.upstream + self.path
        try:
            answer = transport.send(self.command, url, body or None, headers, SECONDS)
        except transport.HTTPError:
            self.server.wires.ended(call)
            return self._cut(call)
        whole = plan.after(call)
        self.server.wires.ended(call, answer.status, "" if whole else "after")
        if not whole:
            return self._cut(call)
        self._pass_back(answer)

    do_GET = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_POST

    def _pass_back(self, answer: transport.BaseHTTPResponse) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.data)))
        self.end_headers()
        self.wfile.write(answer.data)

    def _what(self) -> str:
        """What is asked for, without ids: `POST /v1/payment_intents/*/confirm`, `DynamoDB PutItem`."""
        target = self.headers.get("X-Amz-Target", "")
        if target:
            return target.partition("_")[0] + " " + target.rpartition(".")[2]
        return f"{self.command} {ID.sub('/*', self.path.partition('?')[0])}"

    def _purpose(self, body: bytes) -> str:
        """What stays the same when a call is tried again: the address, and its idempotency key or its body."""
        key = self.headers.get("Idempotency-Key") or hashlib.blake2b(body, digest_size=8).hexdigest()
        return f"{self.path} {key}"

    def _cut(self, call: Call) -> None:
        self.server.wires.got_nothing(call)
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
            self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""
