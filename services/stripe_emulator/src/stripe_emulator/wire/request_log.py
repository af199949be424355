"""What the emulator remembers of each request, for introspection: shown without a whole card number or a key."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)")
HIDDEN = ("authorization", "cookie")


@dataclass(slots=True)
class Entry:
    """One request; `status` is None when the connection was closed without an answer."""

    account: str
    method: str
    path: str
    params: Mapping[str, Any]
    headers: Mapping[str, str]
    status: int | None
    at: float = field(default_factory=time.time)

    def as_json(self) -> dict[str, Any]:
        return {
            "account": self.account,
            "method": self.method,
            "path": _cut(self.path),
            "params": masked(self.params),
            "headers": {name: value for name, value in self.headers.items() if name not in HIDDEN},
            "status": self.status,
            "at": self.at,
            "idempotency_key": self.headers.get("idempotency-key") or None,
        }


def masked(value: Any, name: str = "") -> Any:
    """The parameters with card numbers cut to their ends and CVCs hidden."""
    if isinstance(value, Mapping):
        return {_cut(key): masked(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(member) for member in value]
    if name in ("cvc", "client_secret"):
        return "***"
    return _cut(value) if isinstance(value, str) else value


def _cut(text: str) -> str:
    return _NUMBER.sub(lambda match: f"{match[0][:6]}…{match[0][-4:]}", text)
