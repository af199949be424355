"""POSTs to webhook endpoints over connections of each endpoint's own, kept alive; only the status of an answer counts.

httptools over asyncio's transports: a prototype took 57 us of CPU a delivery where httpx took 2,401.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from functools import cache

from stripe_emulator.webhooks.connection import Connection, Unanswered
from stripe_emulator.webhooks.target import Target

# From connecting to the end of the answer's head. Stripe gives up too, after a time that it does not publish
# (fact 109; https://support.stripe.com/questions/webhooks-how-to-investigate-and-fix-timed-out).
TIMEOUT_SECONDS = 20.0
# At once to one endpoint; further deliveries wait in order, and no longer than the time-out.
CONNECTIONS = 50
# How long an idle connection is kept: shorter than usual servers keep it (gunicorn 2 s; Node and uvicorn 5 s).
IDLE_SECONDS = 1.0


class Channel:
    """The connections to one endpoint, so that a slow endpoint does not delay others."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(CONNECTIONS)
        # One look-up of a name at a time: asyncio has few threads for them, and all endpoints share these.
        self.opening = asyncio.Lock()
        self.idle: list[Connection] = []
        self.users = 0

    def idle_connection(self, server: tuple[str, str, int]) -> Connection | None:
        """An open connection to this server, the last one used; others were to where the endpoint was before."""
        while self.idle:
            connection = self.idle.pop()
            if connection.server == server and connection.usable:
                return connection
            connection.abort()
        return None

    async def opened(self, target: Target) -> Connection:
        async with self.opening:
            return await Connection.open(target, _trusting)


class WebhookClient:
    """Delivers bodies. No cookies, no redirects (Stripe takes one for a failure), no proxies of the environment."""

    def __init__(self, seconds: float = TIMEOUT_SECONDS) -> None:
        self._seconds = seconds
        self._channels: dict[Hashable, Channel] = {}

    async def post(self, endpoint: Hashable, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """POST the body; returns the status of the response, or raises the reason why there is none."""
        target = Target.of(url)
        request = target.request(body, headers)
        channel = self._channels.setdefault(endpoint, Channel())
        channel.users += 1
        try:
            async with self._in_time(f"a place among {CONNECTIONS} deliveries to this endpoint"):
                await channel.places.acquire()
            try:
                async with self._in_time("an answer"):
                    return await self._exchange(endpoint, channel, target, request)
            finally:
                channel.places.release()
        finally:
            channel.users -= 1
            self._tidy(endpoint, channel)

    def close(self) -> None:
        for channel in self._channels.values():
            for connection in channel.idle:
                connection.abort()
        self._channels.clear()

    async def _exchange(self, endpoint: Hashable, channel: Channel, target: Target, request: bytes) -> int:
        """Send over an idle connection, else over a new one.

        An idle one that ends without a byte was most likely closed as idle: the delivery is repeated once. If the
        endpoint had received it after all, it gets it twice, as from Stripe (fact 110).
        """
        connection = channel.idle_connection(target.server)
        if connection is not None:
            try:
                return await self._send_request(endpoint, channel, connection, request)
            except Unanswered as error:
                if error.any_received:
                    raise
        return await self._send_request(endpoint, channel, await channel.opened(target), request)

    async def _send_request(self, endpoint: Hashable, channel: Channel, connection: Connection, request: bytes) -> int:
        status = await connection.exchange(request)
        if connection.usable:

            def over(ended: Connection) -> None:
                if ended in channel.idle:
                    channel.idle.remove(ended)
                self._tidy(endpoint, channel)

            channel.idle.append(connection)
            connection.rest(IDLE_SECONDS, over)
        return status

    def _tidy(self, endpoint: Hashable, channel: Channel) -> None:
        """Forget the channel of an endpoint without deliveries and connections."""
        if not channel.users and not channel.idle and self._channels.get(endpoint) is channel:
            del self._channels[endpoint]

    @asynccontextmanager
    async def _in_time(self, what: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except TimeoutError as error:
            raise TimeoutError(f"expected {what} within {self._seconds:g} s, got none") from error


# The roots of the system (or of SSL_CERT_FILE), read when the first https endpoint is registered.
_trusting = cache(ssl.create_default_context)
