"""Create and confirm beside the stock engine: while both are empty, and while both hold five thousand PaymentIntents.

The stock engine writes its whole store to disk on every change, so filling it is the long part. It is filled once and
for a bounded time: five thousand PaymentIntents through its cheapest call (nobody pays them), then whole payments for
a minute. Ours is filled with the same. What was not reached is not guessed.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from statistics import median

from bench.emulator import servers
from bench.emulator.client import Connection
from bench.emulator.payments import CREATE_UNPAID, pay
from bench.figures.figure import Figure, milliseconds

STORED = 5_000
FILL_SECONDS, PAY_SECONDS = 240.0, 60.0
# Payments in a row before it is the other's turn: one alone would meet a processor that the other has just used.
BLOCK = 10
EMPTY_BLOCKS, EMPTY_STARTS, FULL_BLOCKS = 2, 3, 4
EMPTY_TIMES, FULL_TIMES = 5.0, 100.0


def figures() -> list[Figure]:
    """Both figures."""
    return [while_empty(), while_full()]


def while_empty() -> Figure:
    """The first payments of fresh servers."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(EMPTY_STARTS):
        with ExitStack() as stack:
            _in_turns(*_connected(stack), ours, theirs, EMPTY_BLOCKS)
    name = f"create + confirm, empty (the first {EMPTY_BLOCKS * BLOCK} payments of {EMPTY_STARTS} starts)"
    return _figure(name, ours, theirs, EMPTY_TIMES)


def while_full() -> Figure:
    """The same with as much stored in both as the stock engine takes in time."""
    ours: list[float] = []
    theirs: list[float] = []
    with ExitStack() as stack:
        mine, stock = _connected(stack)
        stored, paid = _fill(stock, STORED, STORED)
        _fill(mine, stored, paid)
        _in_turns(mine, stock, ours, theirs, FULL_BLOCKS)
    held = f"{stored:,} PaymentIntents and {paid:,} payments stored (what the stock engine took in time)"
    return _figure(f"create + confirm, {held}", ours, theirs, FULL_TIMES)


def _connected(stack: ExitStack) -> tuple[Connection, Connection]:
    started = [stack.enter_context(start()) for start in (servers.emulator, servers.stock)]
    mine, stock = (stack.enter_context(Connection(server.port)) for server in started)
    return mine, stock


def _in_turns(mine: Connection, stock: Connection, ours: list[float], theirs: list[float], blocks: int) -> None:
    for _ in range(blocks):
        ours += [pay(mine) for _ in range(BLOCK)]
        theirs += [pay(stock) for _ in range(BLOCK)]


def _fill(connection: Connection, intents: int, payments: int) -> tuple[int, int]:
    """Store that many PaymentIntents, then that many payments; what was reached in time."""
    end = time.monotonic() + FILL_SECONDS
    stored = paid = 0
    while stored < intents and time.monotonic() < end:
        connection.send(CREATE_UNPAID)
        stored += 1
    end = min(end, time.monotonic() + PAY_SECONDS)
    while paid < payments and time.monotonic() < end:
        pay(connection)
        paid += 1
    return stored, paid


def _figure(name: str, ours: list[float], theirs: list[float], promise: float) -> Figure:
    measured, beside = f"median {milliseconds(median(ours))}", f"the stock engine: {milliseconds(median(theirs))}"
    return Figure(f"{name}: times faster", measured, beside, median(theirs) / median(ours), promise, at_least=True)
