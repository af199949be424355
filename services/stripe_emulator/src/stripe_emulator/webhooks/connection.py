"""One connection to a webhook endpoint: sends a request, reads the head of the response and little more."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

import httptools

from stripe_emulator.webhooks.target import Target

HEAD_MOST = 65_536
BODY_MOST = 65_536
# How much of a body is read, and for how long, so that the connection can be used again; it is thrown away.
BODY_SECONDS = 1.0


class Unanswered(ConnectionError):
    """The connection ended before the head of a response was complete; `any_received`: a part of it was there."""

    def __init__(self, message: str, any_received: bool) -> None:
        super().__init__(message)
        self.any_received = any_received


class Connection(asyncio.Protocol):
    """Open it, then one `exchange` after another while it is `usable`."""

    def __init__(self, target: Target) -> None:
        self.server = target.server
        self._head: asyncio.Future[int] | None = None
        self._end: asyncio.Future[None] | None = None
        self._received = 0
        self._bell: asyncio.TimerHandle | None = None

    @classmethod
    async def open(cls, target: Target, tls: Callable[[], ssl.SSLContext]) -> Connection:
        """A new connection; raises OSError (ssl.SSLError among them), or UnicodeError for a host that is no name."""
        secure = target.scheme == "https"
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: cls(target), target.host, target.port, ssl=tls() if secure else None
        )
        return connection

    @property
    def usable(self) -> bool:
        return not self._transport.is_closing()

    async def exchange(self, request: bytes) -> int:
        """Send a request; returns the status of its response. Raises Unanswered, or ValueError for what is no HTTP.

        The connection is closed afterwards unless the whole response was received.
        """
        self._wake()
        loop = asyncio.get_running_loop()
        self._head, self._end, self._received = loop.create_future(), loop.create_future(), 0
        self._parser, self._stays, whole = httptools.HttpResponseParser(self), False, False
        try:
            self._transport.write(request)
            status = await self._head
            if self._stays and not self._end.done():
                await asyncio.wait([self._end], timeout=BODY_SECONDS)
            whole = self._stays and self._end.done()
            return status
        finally:
            self._head = self._end = None
            if not whole:
                self.abort()

    def rest(self, seconds: float, over: Callable[[Connection], None]) -> None:
        """Keep the connection for the next exchange; after this time, or when the endpoint closes it, close it and call
        `over`.
        """

        def end() -> None:
            self.abort()
            over(self)

        self._over = end
        self._bell = asyncio.get_running_loop().call_later(seconds, end)

    def abort(self) -> None:
        self._wake()
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are of no class of asyncio's

    def data_received(self, data: bytes) -> None:
        """Called by the event loop with a part of a response, or with data that nothing waits for."""
        if self._head is None or self._end is None or self._end.done():
            self._lost(None)
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._stays = False
            self._fail(ValueError(f"the answer is no HTTP: {error}"))
        if self._received > (BODY_MOST if self._head.done() else HEAD_MOST):
            self._stays = False
            self._fail(ValueError(f"the head of the answer is longer than {HEAD_MOST} bytes"))

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop."""
        self._lost(error)

    def eof_received(self) -> None:
        """Called by the event loop."""
        self._lost(None)

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        status = self._parser.get_status_code()
        if (status >= 200 or status == 101) and self._head is not None and not self._head.done():
            self._stays = self._parser.should_keep_alive()
            self._head.set_result(status)

    def on_message_complete(self) -> None:
        """Called by the parser: also after an interim answer, which is none."""
        if self._head is not None and self._head.done() and self._end is not None and not self._end.done():
            self._end.set_result(None)

    def _lost(self, error: Exception | None) -> None:
        self._stays = False
        self._fail(Unanswered(str(error or "the endpoint closed the connection without an answer"), self._received > 0))
        if self._bell is not None:
            self._over()

    def _fail(self, error: Exception) -> None:
        """End the waiting for the head with the error, and for the body with nothing."""
        if self._head is not None and not self._head.done():
            self._head.set_exception(error)
        if self._end is not None and not self._end.done():
            self._end.set_result(None)

    def _wake(self) -> None:
        if self._bell is not None:
            self._bell.cancel()
            self._bell = None
