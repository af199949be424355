"""One connection of the checkout and the one to the backend that belongs to it.

Each connection has one of its own at the other side, so that what the backend does to one happens to the other:
kept alive, closed in the middle of an answer, reset. Answers pass as the bytes they are, a parser looks on. Requests
are written anew with the backend's own `Host` (the URLs that Stripe hands out are made from it) and are otherwise the
same. Nothing is ever sent twice. No page is made up: a backend that cannot be reached resets the connection. When the
backend's ends while a request is on its way here, the rest of that request is awaited first, `GRACE` seconds at most:
what the checkout meant to send is known then.
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

from harness.tap.parsing import AnswerReader, RequestReader
from harness.tap.recorded.exchange import CLOSED, LEFT, REFUSED, RESET, UNREAD, Exchange, Headers
from harness.tap.ring_buffer import Ring
from harness.tap.upstream import Upstream

OWN = b"/_tap/"
# Seconds; a client sends head and body one right after the other, or waits for more than that (100 Continue).
GRACE = 1.0
# Method and target of a request for the tap itself to the bytes of its answer.
Answer = Callable[[str, str], bytes]
# Closing then sends a reset; SO_LINGER, socket(7).
LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Checkout(asyncio.Protocol):
    """The side of the checkout; a `RequestSink` and an `AnswerSink`."""

    def __init__(self, upstream: Upstream, ring: Ring, answer: Answer) -> None:
        self._upstream, self._ring, self._answer = upstream, ring, answer
        self._reader = RequestReader(self)
        self._answers: AnswerReader | None = AnswerReader(self)
        self._pending: deque[Exchange] = deque()
        self._sending: Exchange | None = None
        self._answered: Exchange | None = None
        self._own: tuple[str, str] | None = None
        self._waiting: list[bytes] = []
        self._chunked, self._unread, self._misread, self._counted = False, False, False, False
        self._ended = ""
        self._backend: asyncio.Transport | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._grace: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The checkout has connected; the backend is asked once there is a request for it."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass requests on; after a change of protocol everything as it is, after what is no request nothing."""
        if self._misread:
            return None
        if self._unread:
            return self._forward(data)
        try:
            self._reader.feed(data)
        except HttpParserUpgrade as upgrade:
            self._unread = True
            self._tell_unread()
            self._forward(data[upgrade.args[0] :])
        except HttpParserError:
            self._misread = True
            self._tell_unread()
            if self._sending is not None or not self._pending:
                self._end(UNREAD)

    def eof_received(self) -> bool:
        """The checkout will send no more; the backend decides what that means."""
        self._request_over()
        if self._ended:
            self._close()
        elif self._backend is None or not self._backend.can_write_eof():
            return False
        else:
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
        self._request_over()
        self._break(self._ended or LEFT)
        for waiting in (self._connecting, self._grace):
            if waiting is not None:
                waiting.cancel()
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
        if self._sending is not None:
            self._sending.complete = True
        self._request_over()
        if self._ended:
            self._close()

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
        if self._misread and not self._pending:
            self._end(CLOSED)

    def backend_connected(self, transport: asyncio.Transport) -> None:
        """Send what has waited for the connection."""
        self._backend = transport
        transport.writelines(self._waiting)
        self._waiting.clear()
        self._transport.resume_reading()

    def backend_sent(self, data: bytes) -> None:
        """Pass bytes of the backend on as they are, then look at them."""
        self._transport.write(data)
        if self._answers is None:
            return
        try:
            if any(one.method == "HEAD" for one in self._pending):
                self._answers.feed_slowly(data)
            elif self._pending:
                self._answers.feed(data)
            elif self._answered is not None:
                self._answered.surplus = True
        except (HttpParserError, HttpParserUpgrade):
            self._cannot_read_answers()

    def backend_lost(self, exc: Exception | None) -> None:
        """What happened to the backend's connection happens to this one."""
        self._end(RESET if isinstance(exc, ConnectionResetError) else CLOSED)

    def backend_pauses(self) -> None:
        """The backend reads slowly: so does the tap."""
        self._transport.pause_reading()

    def backend_resumes(self) -> None:
        """It has caught up."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _forward(self, data: bytes) -> None:
        if self._ended:
            return
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
            self._end(REFUSED)

    def _end(self, how: str) -> None:
        """End this connection too, once the request that is on its way is here or is waited for long enough."""
        self._ended = how
        self._break(how)
        if self._sending is None or how == UNREAD or self._transport.is_closing():
            return self._close()
        self._transport.resume_reading()
        self._grace = asyncio.get_running_loop().call_later(GRACE, self._close)

    def _close(self) -> None:
        self._transport.close() if self._ended == CLOSED else _reset(self._transport)

    def _tell_unread(self) -> None:
        self._ring.unread += not self._counted
        self._counted = True

    def _cannot_read_answers(self) -> None:
        """What came is no answer as HTTP has them: it was passed on all the same, and answers nothing that waits.

        After a whole answer it is more than was announced; else nobody knows from here on which answer is whose.
        """
        if self._pending:
            self._answers = None
            self._tell_unread()
            self._break(UNREAD)
        elif self._answered is not None:
            self._answers, self._answered.surplus = AnswerReader(self), True

    def _break(self, how: str) -> None:
        """Record what was under way when the connection ended; an answer without a length ends with it."""
        while self._pending:
            exchange = self._pending[0]
            ended = how == CLOSED and exchange.status and _until_closed(exchange.answer_headers)
            self._record("" if ended else how)

    def _record(self, broken: str) -> None:
        """Note the end of the answer; what is still on its way is kept once it is here, and is not changed any more."""
        self._answered = exchange = self._pending.popleft()
        exchange.ends(broken)
        if exchange is not self._sending:
            self._ring.add(exchange)

    def _request_over(self) -> None:
        """No more of the request will come."""
        sending, self._sending = self._sending, None
        if sending is not None and not any(one is sending for one in self._pending):
            self._ring.add(sending)
        if self._answers is None:
            self._break(UNREAD)


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
