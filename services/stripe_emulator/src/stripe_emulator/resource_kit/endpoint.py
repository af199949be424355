"""What a resource offers: one row an operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stripe_emulator.state.account import Object

PLACEHOLDER = re.compile(r"\{(\w*)\}")
# The argument is a `Call`, typed as `Any`: its import would be circular (a call has an emulator, which has endpoints).
Handler = Callable[[Any], Object]


@dataclass(frozen=True)
class Endpoint:
    """One operation of a resource: the ids in `path`, such as `{id}`, are handed over in `Call.path`.

    Its parameters are in Stripe's contract, under the same method and path. `publishable`: browsers may call it.
    """

    method: str
    path: str
    handler: Handler
    publishable: bool = False
    # Refuses what clients may not ask; requests of one resource to another go past it.
    guard: Callable[[Any], None] | None = None

    @cached_property
    def template(self) -> str:
        """The path with `{}` for each id."""
        return PLACEHOLDER.sub("{}", self.path)

    @cached_property
    def ids(self) -> list[str]:
        return PLACEHOLDER.findall(self.path)
