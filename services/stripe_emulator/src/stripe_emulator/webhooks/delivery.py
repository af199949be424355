"""Signed deliveries of events to the registered endpoints; retries by the account's clock (facts 105-112)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from stripe_emulator.state.account import Account, Object
from stripe_emulator.webhooks.client import WebhookClient
from stripe_emulator.webhooks.faults import WebhookFaults
from stripe_emulator.wire.encoding import to_json
from stripe_emulator.wire.errors import invalid

# Stripe's test mode tries three times within a few hours (fact 109); by the account's clock, so no test waits.
RETRY_AFTER = (3600.0, 7200.0)
LOST = "dropped on purpose by a webhook fault"
LOG_LENGTH = 10_000
# A value of an account as another API version shows it (see `versions.rendering`).
View = Callable[[Account, Any, str], Any]
# How much of an error the log keeps.
MAX_REASON = 1_000


def sign(payload: bytes, secrets: Sequence[str], timestamp: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `timestamp.payload` with each whole secret (facts 106, 108)."""
    signed = b"%d.%s" % (timestamp, payload)
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join((f"t={timestamp}", *(f"v1={digest}" for digest in digests)))


def wants(endpoint: Object, type: str) -> bool:
    return endpoint["status"] == "enabled" and ("*" in endpoint["enabled_events"] or type in endpoint["enabled_events"])


def roll(account: Account, endpoint: str, seconds: int, secret: str | None = None) -> str:
    """A new signing secret of an endpoint, generated or given; older ones also sign for `seconds` (fact 108)."""
    old, new = account.webhook_secrets[endpoint], secret or account.ids.new("whsec_")
    account.webhook_secrets[endpoint] = [new, *old] if seconds else [new]
    if seconds:

        def expire() -> None:
            secrets = account.webhook_secrets.get(endpoint, [])
            account.webhook_secrets[endpoint] = [secret for secret in secrets if secret not in old]

        account.time.after(seconds, expire)
    return new


def as_seen_by(endpoint: Object, event: Object, account: Account, view: View) -> Object:
    """The event in the API version that the endpoint is pinned to, else in the account's (fact 8)."""
    version = endpoint["api_version"]
    if version in (None, event["api_version"]):
        return event
    return {**event, "api_version": version, "data": view(account, event["data"].read(), version)}


class Webhooks:
    """Sends events and keeps a log of every attempt."""

    def __init__(self, view: View, seed: int | None = None) -> None:
        self._view = view
        self.faults = WebhookFaults(seed)
        self.deliveries: deque[Object] = deque(maxlen=LOG_LENGTH)
        self._tasks: dict[str, set[asyncio.Task[None]]] = {}
        self._client = WebhookClient()

    def send(self, account: Account, event: Object, object_id: str) -> None:
        """Deliver an event to each endpoint that is registered for it, without waiting."""
        for endpoint in account.each("webhook_endpoint"):
            if wants(endpoint, event["type"]):
                event["pending_webhooks"] += 1
                account.refile(event)
                self._begin(account, event, object_id, endpoint)

    async def redeliver(self, account: Account, event: Object, url: str | None, times: int) -> list[Object]:
        """Deliver an event again, newly signed (fact 108), to each endpoint, or to the one at `url` (400 for none)."""
        endpoints = [one for one in account.all("webhook_endpoint") if url in (None, one["url"])]
        if url is not None and not endpoints:
            raise invalid(f"No webhook endpoint is registered at {url!r:.200}.", param="url")
        object_id = event["data"].read()["object"].get("id", "")
        done = []
        for _ in range(times):
            for endpoint in endpoints:
                done.append(await self._attempt(account, event, object_id, endpoint, 1))
        return done

    async def settled(self, account: Account) -> None:
        """Wait for the deliveries in progress; each ends within its time-out."""
        while tasks := self._tasks.get(account.name):
            await asyncio.gather(*tasks, return_exceptions=True)

    def under_way(self, account: Account) -> set[str]:
        """The ids of the events that are being delivered now; others wait for the clock, or for nothing any more."""
        return {task.get_name() for task in self._tasks.get(account.name, ()) if not task.done()}

    async def answered(self, account: Account, event: str, seconds: float) -> None:
        """Wait until the endpoints have answered an event, at most this many seconds."""
        tasks = [task for task in self._tasks.get(account.name, ()) if task.get_name() == event]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    def forget(self, account: str | None) -> None:
        """Clear the log of an account, or of all, and stop delivering for it."""
        for name in list(self._tasks) if account is None else [account]:
            for task in self._tasks.pop(name, set()):
                task.cancel()
        remaining = [entry for entry in self.deliveries if account is not None and entry["account"] != account]
        self.deliveries.clear()
        self.deliveries.extend(remaining)

    async def close(self) -> None:
        """Stop delivering."""
        tasks = [task for tasks in self._tasks.values() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._client.close()

    def _begin(self, account: Account, event: Object, object_id: str, endpoint: Object) -> None:
        """Start the first delivery, changed by a planned fault if there is one."""
        fault = self.faults.take(account.name, event["type"], lambda: to_json(event).decode())

        def start(lost: bool = False) -> None:
            self._spawn(account, event["id"], self._deliver(account, event, object_id, endpoint, 1, lost))

        if fault is None or fault.kind == "duplicate":
            start()
            for _ in range(fault.copies if fault else 0):
                self._spawn(account, event["id"], self._again(account, event, object_id, endpoint))
        elif fault.kind == "delay":
            account.time.after(fault.seconds, start)
        elif fault.kind == "reorder":
            self.faults.hold(fault, account, start)
        else:
            start(lost=True)

    async def _again(self, account: Account, event: Object, object_id: str, endpoint: Object) -> None:
        await self._attempt(account, event, object_id, endpoint, 1)

    def _spawn(self, account: Account, event: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name=event)
        tasks = self._tasks.setdefault(account.name, set())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _deliver(
        self, account: Account, event: Object, object_id: str, endpoint: Object, attempt: int, lost: bool = False
    ) -> None:
        entry = await self._attempt(account, event, object_id, endpoint, attempt, lost)
        if entry["status"] is not None and 200 <= entry["status"] < 300:
            event["pending_webhooks"] -= 1
            account.refile(event)
        elif attempt <= len(RETRY_AFTER):

            def again() -> None:
                self._spawn(account, event["id"], self._deliver(account, event, object_id, endpoint, attempt + 1))

            account.time.after(RETRY_AFTER[attempt - 1], again)

    async def _attempt(
        self, account: Account, event: Object, object_id: str, endpoint: Object, attempt: int, lost: bool = False
    ) -> Object:
        entry: Object = {
            "account": account.name,
            "event_id": event["id"],
            "type": event["type"],
            "object_id": object_id,
            "url": endpoint["url"],
            "endpoint": endpoint["id"],
            "attempt": attempt,
            "signature": None,
            "payload": None,
            "at": time.time(),
            "status": None,
            "error": LOST if lost else None,
        }
        try:
            payload = to_json(as_seen_by(endpoint, event, account, self._view))
            signature = sign(payload, account.webhook_secrets[endpoint["id"]], int(time.time()))
            entry |= {"signature": signature, "payload": payload.decode()}
            if not lost:
                entry["status"] = await self._post(account, endpoint, payload, signature)
        except Exception as error:  # noqa: BLE001  whatever it was is the reason in the log
            entry["error"] = _reason(error)
        except asyncio.CancelledError as error:
            entry["error"] = _reason(error)
            if account.name in self._tasks:  # no log of an account that was forgotten meanwhile
                self.deliveries.append(entry)
            raise
        self.deliveries.append(entry)
        return entry

    async def _post(self, account: Account, endpoint: Object, payload: bytes, signature: str) -> int:
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        return await self._client.post((account.name, endpoint["id"]), endpoint["url"], payload, headers)


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_REASON]
