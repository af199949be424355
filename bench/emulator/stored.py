"""Lists and searches that find little among much: 30,000 stored payments beside 300, in one server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from statistics import median

from bench.emulator import servers
from bench.emulator.client import Connection, request
from bench.emulator.payments import CARD, INTENTS, must_be_paid
from bench.figures.figure import Figure, milliseconds

FEW, MANY = 300, 30_000
TIMES = 50
PROMISED = 2.0
MARKED = request("POST", INTENTS, f"{CARD}&confirm=true&metadata[order]=wanted")
PAID = request("POST", INTENTS, f"{CARD}&confirm=true")


def figures() -> list[Figure]:
    """Each list as a multiple of the same list when little was stored."""
    with servers.emulator() as ours, Connection(ours.port) as connection:
        connection.send(MARKED)
        few = _measured(connection, FEW - 1)
        many = _measured(connection, MANY - FEW)
    return [
        Figure(
            f"{name}, {MANY:,} payments stored, as a multiple of {FEW} stored",
            f"median of {TIMES}: {milliseconds(many[name])}",
            f"{FEW} stored: {milliseconds(few[name])}",
            many[name] / few[name],
            PROMISED,
        )
        for name in few
    ]


def _measured(connection: Connection, more: int) -> dict[str, float]:
    """Seconds of each list once so many more payments are stored; each is asked once before it counts."""
    body = b""
    for _ in range(more):
        body = connection.send(PAID).body
    must_be_paid(body)
    found = {}
    for name, payload in _lists(json.loads(body)["created"] + 1).items():
        connection.send(payload)
        found[name] = median(connection.send(payload).seconds for _ in range(TIMES))
    return found


def _lists(later: int) -> Mapping[str, bytes]:
    return {
        "payments created after a moment (none)": request("GET", f"{INTENTS}?created[gte]={later}"),
        "events not delivered (none)": request("GET", "/v1/events?delivery_success=false"),
        "search by metadata (one)": request("GET", f"{INTENTS}/search?query=metadata[%22order%22]:%22wanted%22"),
    }
