"""The connections of this process to what it asks: kept alive, and shared by every actor, one request at a time each.

urllib3 without what a test must not have done behind its back: nothing is sent twice, no redirect followed, no proxy of
the environment asked.
"""

import io
import socket
import time
from collections.abc import Mapping
from functools import cache
from http.client import HTTPResponse
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

__all__ = ["BaseHTTPResponse", "Cookies", "HTTPError", "send"]

# Connections of one address that are kept; more are opened when more threads ask at once.
KEPT = 64
SHORTEST_SECONDS = 0.001
# A connection that rested longer is not used again: the other side may be closing it (gunicorn after 2 s, uvicorn
# after 5 s), and nobody could tell whether a request sent just then took effect.
IDLE_SECONDS = 1.0
# Nor is one that brought a server error: uvicorn ends it after an error that the application let through, unannounced.
SERVER_ERROR, NEVER = 500, float("-inf")


def send(method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> BaseHTTPResponse:
    """One request and its whole answer within so many seconds in all; HTTPError when none came."""
    parts = urlsplit(url)
    pool = _pool(parts.scheme, parts.hostname or "", parts.port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    limit = Timeout(total=max(seconds, SHORTEST_SECONDS))
    return pool.urlopen(method, target, body, headers, retries=False, redirect=False, timeout=limit)


class Cookies:
    """What the answers gave one actor to send back, to whom a browser would send it."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def keep(self, url: str, answer: BaseHTTPResponse) -> None:
        """Take the cookies that an answer sets."""
        if "set-cookie" in answer.headers:
            self._jar = self._jar or CookieJar()
            self._jar.extract_cookies(answer, Request(url))  # type: ignore[arg-type]  # it reads `info()` alone

    def by_name(self) -> dict[str, str]:
        """The values, by name."""
        return {cookie.name: cookie.value or "" for cookie in self._jar or ()}

    def in_reach_of_scripts(self) -> dict[str, str]:
        """Those that a script in the page can read: they are not HttpOnly
        (https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.6)."""
        return {cookie.name: cookie.value or "" for cookie in self._jar or () if not _is_http_only(cookie)}

    def header(self, url: str) -> dict[str, str]:
        """The `Cookie` header for a request; empty when there is none to send."""
        if self._jar is None:
            return {}
        request = Request(url)
        self._jar.add_cookie_header(request)
        return dict(request.header_items())


def _is_http_only(cookie: Cookie) -> bool:
    """The jar keeps the attribute as it was written."""
    return any(map(cookie.has_nonstandard_attr, ("HttpOnly", "httponly", "HTTPOnly", "httpOnly", "HTTPONLY")))


class _Deadline(io.RawIOBase):
    """A socket that is read until a moment: its own time-out would begin anew with every byte that comes."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock, self._raw, self._ends = sock, sock.makefile("rb", buffering=0), ends

    def makefile(self, mode: str) -> io.BufferedReader:
        """As `http.client` asks a socket for what it reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """The next bytes; TimeoutError once the time is over."""
        self._sock.settimeout(max(self._ends - time.monotonic(), SHORTEST_SECONDS))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Kept:
    """What both kinds of connection do beside urllib3's: end in time, and not be used again after a rest."""

    sock: Any
    timeout: float | None
    _used_at = 0.0

    @property
    def is_connected(self) -> bool:
        fresh = time.monotonic() - self._used_at < IDLE_SECONDS
        return fresh and bool(super().is_connected)  # type: ignore[misc]

    def getresponse(self) -> Any:
        ends = time.monotonic() + (self.timeout or 0.0)
        self.response_class = lambda sock, *how, **named: HTTPResponse(_Deadline(sock, ends), *how, **named)  # type: ignore[arg-type]
        answer = super().getresponse()  # type: ignore[misc]
        self._used_at = time.monotonic() if answer.status < SERVER_ERROR else NEVER
        return answer


class _Plain(_Kept, HTTPConnection):  # type: ignore[misc]
    pass


class _Secure(_Kept, HTTPSConnection):  # type: ignore[misc]
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


@cache
def _pool(scheme: str, host: str, port: int | None) -> HTTPConnectionPool:
    if scheme == "https":
        return _SecurePool(host, port, maxsize=KEPT, ca_certs=certifi.where())
    return _PlainPool(host, port, maxsize=KEPT)
