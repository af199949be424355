"""All accounts of one emulator, its request log and its faults."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Account
from stripe_emulator.state.ids import Ids
from stripe_emulator.webhooks.delivery import View, Webhooks
from stripe_emulator.wire.faults import Faults
from stripe_emulator.wire.idempotency import Keys
from stripe_emulator.wire.request_log import Entry

LOG_LENGTH = 10_000


class Emulator:
    """The memory of one emulator. It is changed by one event loop, between two awaits, so there are no locks."""

    def __init__(
        self, *, endpoints: Iterable[Endpoint], view: View, seed: int | None = None, public_url: str | None = None
    ) -> None:
        # All that it serves under `/v1/`, by method and template: how one resource asks another.
        self.served = {(endpoint.method, endpoint.template): endpoint for endpoint in endpoints}
        self.seed = seed
        # Where browsers reach this emulator; without one it is where each request came to.
        self.public_url = public_url
        self.accounts: dict[str, Account] = {}
        self.requests: deque[Entry] = deque(maxlen=LOG_LENGTH)
        self.faults = Faults()
        self.webhooks = Webhooks(view, seed)
        self._keys: dict[tuple[str, bool], Keys] = {}
        self._request_ids = Ids("unauthenticated requests")

    def account(self, name: str) -> Account:
        """The account of this name, made at its first use."""
        account = self.accounts.get(name)
        if account is None:
            account = self.accounts[name] = Account(name, self.seed)
        return account

    def keys(self, name: str, publishable: bool) -> Keys:
        """The idempotency keys of an account; browsers have their own, so that they never see a server's responses."""
        keys = self._keys.get((name, publishable))
        if keys is None:
            keys = self._keys[name, publishable] = Keys()
        return keys

    def request_id(self) -> str:
        """The id of a request whose account is not known."""
        return self._request_ids.new("req_")

    def select(self, name: str | None) -> list[Account]:
        """The account of this name, if there is one; all accounts for None."""
        if name is None:
            return list(self.accounts.values())
        return [self.accounts[name]] if name in self.accounts else []

    def parts(self) -> dict[str, Any]:
        """All that it remembers, by name: what a saved state has."""
        return {
            "accounts": self.accounts,
            "deliveries": self.webhooks.deliveries,
            "faults": self.faults,
            "keys": self._keys,
            "request_ids": self._request_ids,
            "requests": self.requests,
            "webhook_faults": self.webhooks.faults,
        }

    def restore(self, parts: dict[str, Any]) -> None:
        """Forget everything and go on from these parts: clocks run, and what was planned is planned again."""
        self.reset(None)
        self.accounts, self._keys, self._request_ids = parts["accounts"], parts["keys"], parts["request_ids"]
        self.faults, self.requests = parts["faults"], parts["requests"]
        self.webhooks.deliveries, self.webhooks.faults = parts["deliveries"], parts["webhook_faults"]
        for account in self.accounts.values():
            for timeline in (account.time, *account.test_clocks.values()):
                timeline.wake()

    def reset(self, name: str | None) -> None:
        """Forget an account, or (None) everything."""
        for account in self.select(name):
            account.stop()
            del self.accounts[account.name]
            for publishable in (False, True):
                self._keys.pop((account.name, publishable), None)
        self.faults.clear(name)
        self.webhooks.faults.clear(name)
        self.webhooks.forget(name)
        remaining = [entry for entry in self.requests if name is not None and entry.account != name]
        self.requests.clear()
        self.requests.extend(remaining)
