"""What the emulator remembers of each request, for introspection: never a whole card number, never a key."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)")
HIDDEN = ("authorization", "cookie")


def entry(
    account: str, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], status: int | None
) -> dict[str, Any]:
    """One line of the request log; `status` is None when the connection was closed without an answer."""
    return {
        "account": account,
        "method": method,
        "path": _cut(path),
        "params": masked(params),
        "headers": {name: value for name, value in headers.items() if name.lower() not in HIDDEN},
        "status": status,
        "at": time.time(),
        "idempotency_key": headers.get("idempotency-key"),
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
    return _NUMBER.sub(lambda found: f"{found[0][:6]}…{found[0][-4:]}", text)
