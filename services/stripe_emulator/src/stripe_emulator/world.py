"""All accounts of one emulator, its request log, its faults and what happens a moment later."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from stripe_emulator.account import Account
from stripe_emulator.faults import Faults
from stripe_emulator.idempotency import Keys
from stripe_emulator.ids import Ids
from stripe_emulator.webhooks import Webhooks

LOG = logging.getLogger("stripe_emulator")
LOG_LENGTH = 20_000


class World:
    """One emulator's memory. Every change is made by one event loop, between two awaits: no locks."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed
        self.accounts: dict[str, Account] = {}
        self.requests: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        self.faults = Faults()
        self.webhooks = Webhooks()
        self._keys: dict[tuple[str, bool], Keys] = {}
        self._request_ids = Ids("unauthenticated requests")

    def account(self, name: str) -> Account:
        """The account of this name, which exists from its first use."""
        if name not in self.accounts:
            self.accounts[name] = Account(name, self.seed)
        return self.accounts[name]

    def keys(self, name: str, publishable: bool) -> Keys:
        """The idempotency keys of an account; a browser's are apart, so that it never sees the server's answers."""
        return self._keys.setdefault((name, publishable), Keys())

    def request_id(self) -> str:
        """The id of a request whose account is not known."""
        return self._request_ids.new("req_")

    def chosen(self, name: str | None) -> list[Account]:
        """All accounts, or the one of this name."""
        return [account for account in self.accounts.values() if name in (None, account.name)]

    def later(self, seconds: float, change: Callable[[], None]) -> None:
        """Make a change a moment later, as banks do; its failure is logged by the loop."""
        asyncio.get_running_loop().call_later(seconds, change)

    def reset(self, name: str | None) -> None:
        """Forget everything of an account, or of all."""
        for account in self.chosen(name):
            del self.accounts[account.name]
            for publishable in (False, True):
                self._keys.pop((account.name, publishable), None)
        self.faults.clear(name)
        self.webhooks.forget(name)
        kept = [entry for entry in self.requests if name is not None and entry["account"] != name]
        self.requests.clear()
        self.requests.extend(kept)
