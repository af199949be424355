"""A client so cheap that it does not hide the server: one kept connection, requests as ready bytes."""

from __future__ import annotations

import re
import socket
import sys
import time
from dataclasses import dataclass
from types import TracebackType

from harness.stack.processes.ports import LOOPBACK

CHUNK = 65_536
TIMEOUT_SECONDS = 60.0
# After that a connection is opened anew before the time is taken: servers close those that nobody uses.
IDLE_SECONDS = 2.0
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class AnswerError(RuntimeError):
    """A measured server did not answer as it must."""


@dataclass(frozen=True)
class Answer:
    """Status, body and the seconds from the first byte sent to the last byte received."""

    status: int
    body: bytes
    seconds: float


def request(method: str, path: str, form: str = "", key: str = "sk_test_bench") -> bytes:
    """A whole request as bytes."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    return head.encode() + form.encode()


class Connection:
    """One kept connection to a loopback port."""

    def __init__(self, port: int) -> None:
        self._port, self._used = port, 0.0
        self._open()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def send(self, whole: bytes) -> Answer:
        """Send a request and read its answer; AnswerError unless it is 200."""
        if time.perf_counter() - self._used > IDLE_SECONDS:
            self._socket.close()
            self._open()
        began = time.perf_counter()
        self._acknowledge_at_once()
        self._socket.sendall(whole)
        head, body = self._read()
        self._used = time.perf_counter()
        answer = Answer(int(head[9:12]), body, self._used - began)
        if answer.status != 200:
            raise AnswerError(f"expected 200, got {answer.status} {body[:300]!r} to {whole[:300]!r}")
        return answer

    def _open(self) -> None:
        self._socket = socket.create_connection((LOOPBACK, self._port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._used = time.perf_counter()

    def _acknowledge_at_once(self) -> None:
        """A server that sends head and body apart would else wait 40 ms for Linux to acknowledge the head."""
        if sys.platform == "linux":
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _read(self) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        if found is None:
            raise AnswerError(f"expected a Content-Length, got {head!r}")
        while len(body) < int(found[1]):
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        chunk = self._socket.recv(CHUNK)
        if not chunk:
            raise AnswerError("the server closed the connection within an answer")
        return chunk
