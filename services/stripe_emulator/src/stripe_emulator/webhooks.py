"""Signed deliveries of events to the registered endpoints, in real time (facts 105-112)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any

import httpx

from stripe_emulator.account import Account, Object, shown
from stripe_emulator.errors import invalid

RETRY_AFTER = (0.5, 2.0)
"""Stripe's test mode tries three times within hours (fact 109); here the hours are seconds."""
TIMEOUT_SECONDS = 20.0
LOG_LENGTH = 20_000


def sign(payload: str, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `timestamp.payload` with the whole secret (fact 106)."""
    digest = hmac.new(secret.encode(), f"{timestamp}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def wants(endpoint: Object, type: str) -> bool:
    """Whether an endpoint gets events of this type."""
    return endpoint["status"] == "enabled" and ("*" in endpoint["enabled_events"] or type in endpoint["enabled_events"])


class Webhooks:
    """Sends events and keeps a log of every attempt."""

    def __init__(self) -> None:
        self.deliveries: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None

    def send(self, account: Account, event: Object) -> None:
        """Deliver an event to each endpoint that wants it, without waiting for any."""
        for endpoint in account.all("webhook_endpoint"):
            if wants(endpoint, event["type"]):
                event["pending_webhooks"] += 1
                self._spawn(self._deliver(account, event, endpoint))

    async def redeliver(self, account: Account, event: Object, url: str | None, times: int) -> list[dict[str, Any]]:
        """Deliver an event again, newly signed (fact 108), to each endpoint, or to the one at `url` (400 for none)."""
        endpoints = [one for one in account.all("webhook_endpoint") if url in (None, one["url"])]
        if url is not None and not endpoints:
            raise invalid(f"No webhook endpoint is registered at {url!r:.200}.", param="url")
        done = []
        for _ in range(times):
            for endpoint in endpoints:
                done.append(await self._attempt(account, event, endpoint, 1))
        return done

    def forget(self, account: str | None) -> None:
        """Clear the log of an account, or of all."""
        kept = [entry for entry in self.deliveries if account is not None and entry["account"] != account]
        self.deliveries.clear()
        self.deliveries.extend(kept)

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, account: Account, event: Object, endpoint: Object) -> None:
        for attempt in range(1, len(RETRY_AFTER) + 2):
            result = await self._attempt(account, event, endpoint, attempt)
            if result["status"] is not None and 200 <= result["status"] < 300:
                event["pending_webhooks"] -= 1
                return
            if attempt <= len(RETRY_AFTER):
                await asyncio.sleep(RETRY_AFTER[attempt - 1])

    async def _attempt(self, account: Account, event: Object, endpoint: Object, attempt: int) -> dict[str, Any]:
        payload = json.dumps(shown(event), indent=2, ensure_ascii=False)
        signature = sign(payload, account.webhook_secrets[endpoint["id"]], int(time.time()))
        entry = {
            "account": account.name,
            "event_id": event["id"],
            "type": event["type"],
            "object_id": event["data"]["object"]["id"],
            "url": endpoint["url"],
            "endpoint": endpoint["id"],
            "attempt": attempt,
            "signature": signature,
            "payload": payload,
            "at": time.time(),
        }
        entry["status"], entry["error"] = await self._post(endpoint["url"], payload, signature)
        self.deliveries.append(entry)
        return entry

    async def _post(self, url: str, payload: str, signature: str) -> tuple[int | None, str | None]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        if self._client is None:
            limits = httpx.Limits(max_connections=50, max_keepalive_connections=20)
            self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)
        try:
            answer = await self._client.post(url, content=payload.encode(), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, None
