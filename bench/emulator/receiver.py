"""A webhook receiver that only counts: one thread, one event loop, every POST acknowledged at once."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from types import TracebackType

from harness.stack.processes.ports import LOOPBACK

START_SECONDS = 5.0
ACKNOWLEDGED = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Receiver:
    """Answers 200 and notes when; `wait_for` gives the moment of the n-th acknowledgement."""

    def __init__(self) -> None:
        self.port = 0
        self.connections: list[asyncio.Transport] = []
        self._moments: list[float] = []
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Receiver:
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError(f"expected the receiver to listen within {START_SECONDS:g} s")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def wait_for(self, count: int, deadline: float) -> float:
        """`time.perf_counter()` when the count-th POST was acknowledged; TimeoutError when it does not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._moments) >= count, deadline):
                raise TimeoutError(f"expected {count} webhooks within {deadline:g} s, got {len(self._moments)}")
            return self._moments[count - 1]

    def note(self) -> None:
        """One more was acknowledged, now."""
        with self._changed:
            self._moments.append(time.perf_counter())
            self._changed.notify_all()

    def _run(self) -> None:
        server = self._loop.run_until_complete(self._loop.create_server(lambda: _Connection(self), LOOPBACK, 0))
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for connection in self.connections:
            connection.abort()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class _Connection(asyncio.Protocol):
    def __init__(self, receiver: Receiver) -> None:
        self._receiver, self._came = receiver, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._receiver.connections.append(transport)

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        if end and found and len(body) >= int(found[1]):
            self._came = body[int(found[1]) :]
            self._transport.write(ACKNOWLEDGED)
            self._receiver.note()
