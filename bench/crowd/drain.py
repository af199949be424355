"""Every webhook about the crowd arrives before anything is judged, also those that a busy shop did not take in time."""

from __future__ import annotations

import asyncio

from bench.crowd.client import Connection
from harness.stack.base.stack import Stack

LIMIT_SECONDS = 120.0
# The emulator tries again so many times, within two hours of Stripe's clock each.
RETRIES = 2
RETRY_SECONDS = 7200
UNDELIVERED = "/v1/events?limit=100&delivery_success=false"


def drain(stack: Stack) -> tuple[int, int]:
    """How many events were delivered late, at most a hundred told, and how many never; TimeoutError after a while."""
    return asyncio.run(_drain(stack))


async def _drain(stack: Stack) -> tuple[int, int]:
    stripe = Connection(stack.stripe_url)
    clock = f"/_localstack/stripe/clock?account={stack.account}"
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            await stripe.send("POST", clock, json_body={"advance": 0})  # answers once what is on its way has ended
            late = left = await _undelivered(stripe, stack.secret_key)
            for _ in range(RETRIES):
                if left:
                    await stripe.send("POST", clock, json_body={"advance": RETRY_SECONDS})
                    left = await _undelivered(stripe, stack.secret_key)
            return late - left, left
    finally:
        stripe.close()


async def _undelivered(stripe: Connection, key: str) -> int:
    return len((await stripe.send("GET", UNDELIVERED, key)).json["data"])
