"""What is kept is bounded, and what was dropped is counted."""

from __future__ import annotations

from harness.tap.recorded.exchange import OVERHEAD, Exchange
from harness.tap.ring_buffer import Ring


def exchange(path: str = "/v1/refunds") -> Exchange:
    """One that has ended."""
    return Exchange("GET", path.encode(), "1.1", [])


def test_the_oldest_go_first_when_there_are_too_many() -> None:
    ring = Ring(most=2)
    for name in "abc":
        ring.add(exchange(name))
    assert [one.target for one in ring.all()] == [b"b", b"c"]
    assert (ring.total, ring.dropped) == (3, 1)


def test_the_oldest_go_first_when_they_take_too_much() -> None:
    ring = Ring(most_bytes=3 * OVERHEAD)
    for _ in range(3):
        ring.add(exchange("x" * OVERHEAD))
    assert (len(ring.all()), ring.dropped) == (1, 2)
    assert ring.bytes == 2 * OVERHEAD


def test_clearing_forgets_the_counters_too() -> None:
    ring = Ring(most=1)
    ring.add(exchange())
    ring.add(exchange())
    ring.clear()
    assert (ring.all(), ring.total, ring.dropped, ring.bytes) == ([], 0, 0, 0)


def test_they_are_told_in_the_order_in_which_they_began() -> None:
    ring, first, second = Ring(), exchange("first"), exchange("second")
    first.start, second.start = 1.0, 2.0
    ring.add(second)
    ring.add(first)
    assert [one.target for one in ring.all()] == [b"first", b"second"]
