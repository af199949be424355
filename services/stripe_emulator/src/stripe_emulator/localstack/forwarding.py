"""Requests handed on as they came, answers handed back as they came: repeated headers, streams, cut connections."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

HOST = "127.0.0.1"
SECONDS = 120.0
# Less than the five of uvicorn: a connection it is about to close is never taken for one it cut on purpose.
KEEP_SECONDS = 2.0
AT_ONCE = 1_000_000
CHUNK = 65_536
# Each connection's own (RFC 9110, 7.6.1).
HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
Headers = list[tuple[str, str]]


class Cut(Exception):
    """The server ended the connection without an answer."""


class Refused(Exception):
    """The server does not accept connections."""


@dataclass(frozen=True)
class Answer:
    """A response; `body` is read from the connection while it is iterated, unless it is small."""

    status: int
    headers: Headers
    body: Iterable[bytes]


class Forwarder:
    """Connections to one server, kept between requests; for many threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: deque[tuple[HTTPConnection, float]] = deque()

    def forward(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        """The response to this request; raises Cut without one, Refused where nothing listens."""
        connection = self._take()
        try:
            _send(connection, method, target, headers, body)
            response = connection.getresponse()
            small = response.read() if (response.length or 0) <= AT_ONCE and not response.chunked else None
        except ConnectionRefusedError as error:
            raise Refused(f"nobody listens on {HOST}:{self._port}") from error
        except (OSError, HTTPException) as error:
            connection.close()
            raise Cut(f"{type(error).__name__}: {error}") from error
        end_to_end = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP]
        if small is None:
            return Answer(response.status, end_to_end, self._stream(connection, response))
        self._keep(connection, response)
        return Answer(response.status, end_to_end, [small])

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop()[0].close()

    def _take(self) -> HTTPConnection:
        while self._idle:
            try:
                connection, since = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if time.monotonic() - since < KEEP_SECONDS:
                return connection
            connection.close()
        return HTTPConnection(HOST, self._port, timeout=SECONDS)

    def _keep(self, connection: HTTPConnection, response: HTTPResponse) -> None:
        if response.will_close:
            connection.close()
        else:
            self._idle.append((connection, time.monotonic()))

    def _stream(self, connection: HTTPConnection, response: HTTPResponse) -> Iterator[bytes]:
        try:
            while chunk := response.read1(CHUNK):
                yield chunk
        finally:
            if response.isclosed():
                self._keep(connection, response)
            else:
                connection.close()


def _send(connection: HTTPConnection, method: str, target: str, headers: Headers, body: bytes) -> None:
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        if name.lower() not in HOP and name.lower() != "content-length":
            connection.putheader(name, value)
    if body or method in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
