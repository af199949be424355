"""The argument of a handler: one request that was authenticated and validated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stripe_emulator.resource_kit import events
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import API_VERSION, Account, Object


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request with valid parameters: whose it is, its parameters, the ids in its path."""

    emulator: Emulator
    account: Account
    params: dict[str, Any]
    path: dict[str, str]
    publishable: bool
    request_id: str
    idempotency_key: str | None
    base_url: str
    # The canonical path, such as `/v1/customers`.
    url: str
    # The API version of the request (fact 8).
    version: str = API_VERSION

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        """Record an event about an object as it is now, and deliver it."""
        request = {"id": self.request_id, "idempotency_key": self.idempotency_key}
        return events.emit(self.emulator, self.account, type, obj, request=request, previous=previous)

    def resolve(self, kind: str, param: str) -> Object | None:
        """The object that a parameter names; None where it is absent or unset, 400 for a missing or deleted one."""
        id = self.params.get(param)
        return None if id is None else self.account.resolve(kind, id, param)
