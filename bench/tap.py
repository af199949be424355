"""What the tap adds to a request: the same ones to the emulator directly and through it, in turns, in one run."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack
from statistics import median

from bench.emulator import servers
from bench.emulator.client import Connection, request
from bench.figures.figure import Figure, milliseconds

TITLE = "The tap"
ROUNDS, WARM_UP = 3000, 300
ADDED_MS = 1.0
DIRECT, TAPPED = "direct", "through the tap"
CREATE = request("POST", "/v1/payment_intents", "amount=5999&currency=usd&metadata[order_ref]=1")


def figures() -> list[Figure]:
    """A write and a read."""
    with ExitStack() as opened:
        emulator = opened.enter_context(servers.emulator())
        tapped = opened.enter_context(servers.tap(emulator))
        ways = {
            name: opened.enter_context(Connection(server.port))
            for name, server in ((DIRECT, emulator), (TAPPED, tapped))
        }
        made = json.loads(ways[DIRECT].send(CREATE).body)["id"]
        read = request("GET", f"/v1/payment_intents/{made}")
        return [_added("create a PaymentIntent", CREATE, ways), _added("retrieve one", read, ways)]


def _added(name: str, whole: bytes, ways: dict[str, Connection]) -> Figure:
    """The difference of the medians."""
    draw, seconds = random.Random(name), {way: list[float]() for way in ways}
    for _ in range(ROUNDS):
        for way in draw.sample(list(ways), len(ways)):
            seconds[way].append(ways[way].send(whole).seconds)
    direct, tapped = (median(seconds[way][WARM_UP:]) for way in (DIRECT, TAPPED))
    times = (f"{TAPPED}: {milliseconds(tapped)}", f"{DIRECT}: {milliseconds(direct)}")
    return Figure(f"the tap adds, {name}", *times, (tapped - direct) * 1000, ADDED_MS, unit="ms")
