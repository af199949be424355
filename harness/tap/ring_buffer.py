"""What passed lately: bounded in count and in memory, and it says how much it had to forget."""

from __future__ import annotations

from collections import deque

from harness.tap.recorded.exchange import Exchange

MOST_EXCHANGES, MOST_BYTES = 50_000, 128 * 1024 * 1024


class Ring:
    """The latest exchanges, at most 50,000 of them and at most 128 MiB; the oldest are dropped and counted.

    `unread` counts connections whose bytes could not be understood as requests and answers.
    """

    def __init__(self, most: int = MOST_EXCHANGES, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self.clear()

    def clear(self) -> None:
        """Forget all, the counters too."""
        self._exchanges: deque[Exchange] = deque()
        self.bytes, self.dropped, self.total, self.unread = 0, 0, 0, 0

    def add(self, exchange: Exchange) -> None:
        """Keep one that has ended."""
        self.total += 1
        exchange.number = self.total
        self._exchanges.append(exchange)
        self.bytes += exchange.weight
        while len(self._exchanges) > self._most or self.bytes > self._most_bytes:
            self.bytes -= self._exchanges.popleft().weight
            self.dropped += 1

    def all(self) -> list[Exchange]:
        """What is kept, in the order in which the requests began."""
        return sorted(self._exchanges, key=lambda exchange: exchange.start)
