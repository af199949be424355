"""A hundred webhooks to one receiver, from the first request that causes them until the last is acknowledged."""

from __future__ import annotations

import time
from statistics import median

from bench.emulator import servers
from bench.emulator.client import Connection, request
from bench.emulator.payments import CARD, INTENTS
from bench.emulator.receiver import Receiver
from bench.figures.figure import Figure

WEBHOOKS = 100
ROUNDS = 5
SECONDS = 1.0
DEADLINE_SECONDS = 60.0


def figures() -> list[Figure]:
    """Rounds with an endpoint that hears `payment_intent.succeeded`, in turns with the same payments unheard."""
    heard, unheard = [], []
    with servers.emulator() as server, Connection(server.port) as connection:
        for number in range(ROUNDS):
            unheard.append(_paid_seconds(connection, f"sk_test_unheard{number}"))
            heard.append(_heard_seconds(connection, f"sk_test_heard{number}"))
    measured = f"median of {ROUNDS}: {median(heard):.3f} s"
    beside = f"the same {WEBHOOKS} payments without an endpoint: {median(unheard):.3f} s"
    name = f"{WEBHOOKS} webhooks: first request to last acknowledgement"
    return [Figure(name, measured, beside, median(heard), SECONDS, unit="s", digits=3)]


def _paid_seconds(connection: Connection, key: str) -> float:
    pay, began = request("POST", INTENTS, f"{CARD}&confirm=true", key), time.perf_counter()
    for _ in range(WEBHOOKS):
        connection.send(pay)
    return time.perf_counter() - began


def _heard_seconds(connection: Connection, key: str) -> float:
    with Receiver() as receiver:
        hear = f"url=http://127.0.0.1:{receiver.port}/&enabled_events[]=payment_intent.succeeded"
        connection.send(request("POST", "/v1/webhook_endpoints", hear, key))
        began = time.perf_counter()
        _paid_seconds(connection, key)
        return receiver.wait_for(WEBHOOKS, DEADLINE_SECONDS) - began
