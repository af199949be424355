"""What a resource offers (`Endpoint`) and what its handlers get (`Call`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stripe_emulator.resource_kit import events
from stripe_emulator.resource_kit.world import World
from stripe_emulator.state.account import API_VERSION, Account, Object

PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Call:
    """One request, authenticated and judged: whose, with which parameters and path ids."""

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
        return events.emit(self.world, self.account, type, obj, request=request, previous=previous)

    def named(self, kind: str, param: str) -> Object | None:
        """The living object that a parameter names, None when it is absent or unset; 400 when there is none."""
        id = self.params.get(param)
        return None if id is None else self.account.named(kind, id, param)


Handler = Callable[[Call], Object]


@dataclass(frozen=True)
class Endpoint:
    """One row of a resource: `{id}` in the path is handed over in `Call.path`.

    What it takes stands in Stripe's contract, under the same method and path. `publishable`: browsers may call it.
    """

    method: str
    path: str
    handler: Handler
    publishable: bool = False

    @property
    def template(self) -> str:
        """The path with a `{}` for each id."""
        return PLACEHOLDER.sub("{}", self.path)

    @cached_property
    def ids(self) -> list[str]:
        """The names of the ids in the path."""
        return PLACEHOLDER.findall(self.path)
