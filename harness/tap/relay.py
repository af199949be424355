"""One connection of the checkout and the one to the backend that belongs to it.

Each connection has one of its own at the other side, so that what the backend does to one happens to the other:
kept alive, closed in the middle of an answer, reset. Answers pass as the bytes they are, a parser looks on. Requests
are written anew with the backend's own `Host` (the URLs that Stripe hands out are made from it) and are otherwise the
same. Nothing is ever sent twice. No page is made up: a backend that cannot be reached resets the connection.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade

from harness.tap.exchange import CLOSED, LEFT, REFUSED, RESET, Exchange, Headers
from harness.tap.parsing import AnswerReader, RequestReader
from harness.tap.ring import Ring
from harness.tap.upstream import Upstream

OWN = b"/_tap/"
Answer = Callable[[str, str], bytes]
"""Method and target of a request for the tap itself to the bytes of its answer."""
LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""Closing then sends a reset; SO_LINGER, socket(7)."""


class Checkout(asyncio.Protocol):
    """The side of the checkout; a `RequestSink` and an `AnswerSink`."""

    def __init__(self, upstream: Upstream, ring: Ring, answer: Answer) -> None:
        self._upstream, self._ring, self._answer = upstream, ring, answer
        self._reader, self._answers = RequestReader(self), AnswerReader(self)
        self._pending: deque[Exchange] = deque()
        self._sending: Exchange | None = None
        self._own: tuple[str, str] | None = None
        self._waiting: list[bytes] = []
        self._chunked, self._unread = False, False
        self._backend: asyncio.Transport | None = None
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The checkout has connected; the backend is asked once there is a request for it."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass requests on; after a change of protocol everything as it is."""
        if self._unread:
            return self._forward(data)
        try:
            self._reader.feed(data)
        except HttpParserUpgrade as upgrade:
            self._unread = True
            self._ring.unread += 1
            self._forward(data[upgrade.args[0] :])
        except HttpParserError:
            self._ring.unread += 1
            _reset(self._transport)

    def eof_received(self) -> bool:
        """The checkout will send no more; the backend decides what that means."""
        if self._backend is None or not self._backend.can_write_eof():
            return False
        self._backend.write_eof()
        return True

    def pause_writing(self) -> None:
        """The checkout reads slowly: so does the tap."""
        if self._backend is not None:
            self._backend.pause_reading()

    def resume_writing(self) -> None:
        """It has caught up."""
        if self._backend is not None and not self._backend.is_closing():
            self._backend.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The checkout is gone: so is its connection to the backend."""
        self._break(LEFT)
        if self._connecting is not None:
            self._connecting.cancel()
        if self._backend is not None:
            _reset(self._backend) if isinstance(exc, ConnectionResetError) else self._backend.close()

    def request_head(self, method: str, target: bytes, version: str, headers: Headers) -> None:
        """Pass a head on with the backend's Host, or note a question for the tap itself."""
        if target.startswith(OWN):
            self._own = (method, target.decode("latin-1"))
            return
        self._sending = Exchange(method, target, version, headers)
        self._pending.append(self._sending)
        self._chunked = any(name.lower() == b"transfer-encoding" for name, _ in headers)
        host = self._upstream.authority
        lines = [b"%s: %s\r\n" % (name, host if name.lower() == b"host" else value) for name, value in headers]
        start = b"%s %s%s HTTP/%s\r\n" % (method.encode(), self._upstream.prefix, target, version.encode())
        self._forward(b"".join((start, *lines, b"\r\n")))

    def request_body(self, piece: bytes) -> None:
        """Pass a piece of a body on."""
        if self._sending is not None:
            self._sending.body.add(piece)
            self._forward(b"%x\r\n%s\r\n" % (len(piece), piece) if self._chunked else piece)

    def request_end(self, trailers: Headers) -> None:
        """Close the frame of a chunked body; answer what is for the tap itself."""
        if self._own is not None:
            self._transport.write(self._answer(*self._own))
            self._own = None
        elif self._chunked:
            self._forward(b"".join((b"0\r\n", *(b"%s: %s\r\n" % pair for pair in trailers), b"\r\n")))
        self._sending = None

    def answer_head(self, status: int, headers: Headers) -> bool:
        """Note the head of an answer; one to HEAD ends with it."""
        if not self._pending:
            return False
        exchange = self._pending[0]
        exchange.answer_begins(status, headers)
        if exchange.method == "HEAD":
            self.answer_end()
            return True
        return False

    def answer_body(self, piece: bytes) -> None:
        """Note a piece of an answer's body."""
        if self._pending:
            self._pending[0].answer.add(piece)

    def answer_end(self) -> None:
        """Record an exchange that is complete."""
        if self._pending:
            self._record("")

    def backend_connected(self, transport: asyncio.Transport) -> None:
        """Send what has waited for the connection."""
        self._backend = transport
        transport.writelines(self._waiting)
        self._waiting.clear()
        self._transport.resume_reading()

    def backend_sent(self, data: bytes) -> None:
        """Pass bytes of the backend on as they are, then look at them."""
        self._transport.write(data)
        if self._pending:
            try:
                self._answers.feed(data)
            except (HttpParserError, HttpParserUpgrade):
                self._answers = AnswerReader(self)  # no answer as HTTP has them: it was passed on all the same

    def backend_lost(self, exc: Exception | None) -> None:
        """What happened to the backend's connection happens to this one."""
        if isinstance(exc, ConnectionResetError):
            self._break(RESET)
            _reset(self._transport)
        else:
            self._break(CLOSED)
            self._transport.close()

    def backend_pauses(self) -> None:
        """The backend reads slowly: so does the tap."""
        self._transport.pause_reading()

    def backend_resumes(self) -> None:
        """It has caught up."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _forward(self, data: bytes) -> None:
        if self._backend is not None:
            self._backend.write(data)
            return
        self._waiting.append(data)
        if self._connecting is None:
            self._transport.pause_reading()
            self._connecting = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        where, loop = self._upstream, asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: Backend(self), where.host, where.port, ssl=where.tls)
        except OSError:
            self._break(REFUSED)
            _reset(self._transport)

    def _break(self, how: str) -> None:
        """Record what was under way when the connection ended; an answer without a length ends with it."""
        while self._pending:
            exchange = self._pending[0]
            ended = how == CLOSED and exchange.status and _until_closed(exchange.answer_headers)
            self._record("" if ended else how)

    def _record(self, broken: str) -> None:
        exchange = self._pending.popleft()
        exchange.ends(broken)
        self._ring.add(exchange)


class Backend(asyncio.Protocol):
    """The side of the backend: tells the checkout's side what happens."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self.data_received = checkout.backend_sent  # type: ignore[method-assign]  # one call less on the way
        self.pause_writing = checkout.backend_pauses  # type: ignore[method-assign]
        self.resume_writing = checkout.backend_resumes  # type: ignore[method-assign]
        self.connection_lost = checkout.backend_lost  # type: ignore[method-assign]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._checkout.backend_connected(cast(asyncio.Transport, transport))


def _until_closed(headers: Headers) -> bool:
    return not any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in headers)


def _reset(transport: asyncio.Transport) -> None:
    held = transport.get_extra_info("socket")
    if held is not None and not transport.is_closing():
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()
