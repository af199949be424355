"""What a resource offers (`Endpoint`) and what its handlers get (`Call`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.account import API_VERSION, Account, Object, shown
from stripe_emulator.params import Spec
from stripe_emulator.world import World


@dataclass(frozen=True)
class Call:
    """One request, authenticated and read: whose, with which parameters and path ids."""

    world: World
    account: Account
    params: dict[str, Any]
    path: dict[str, str]
    publishable: bool
    request_id: str
    idempotency_key: str | None
    base_url: str
    url: str
    """The canonical path, such as `/v1/customers`."""
    version: str = API_VERSION
    """The API version of the request (fact 8)."""

    def emit(self, type: str, obj: Object, previous: Object | None = None) -> Object:
        """Record an event about an object as it is now, and deliver it."""
        request = {"id": self.request_id, "idempotency_key": self.idempotency_key}
        return emit(self.world, self.account, type, obj, request=request, previous=previous)


Handler = Callable[[Call], Object]


@dataclass(frozen=True)
class Endpoint:
    """One row of a resource: `{id}` in the path is handed over in `Call.path`."""

    method: str
    path: str
    handler: Handler
    params: Spec = field(default_factory=dict)
    publishable: bool = False


def emit(
    world: World,
    account: Account,
    type: str,
    obj: Object,
    *,
    request: Object | None = None,
    previous: Object | None = None,
) -> Object:
    """Record and deliver an event (fact 105); without `request` it is an automatic one."""
    data: Object = {"object": shown(obj)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = {
        "id": account.ids.new("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": account.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": request or {"id": None, "idempotency_key": None},
        "type": type,
    }
    account.add(event)
    world.webhooks.send(account, event)
    return event
