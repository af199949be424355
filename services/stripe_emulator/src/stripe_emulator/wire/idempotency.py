"""`Idempotency-Key`: the first answer again, and both errors of misuse (facts 28-33)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stripe_emulator.wire.encoding import to_keep
from stripe_emulator.wire.errors import StripeError, invalid

MAX_LENGTH = 255
# Seconds until a key is forgotten; its next use is a new request (fact 29).
RETENTION_SECONDS = 24 * 3600


@dataclass(slots=True)
class Stored:
    """The first request with a key, and its response once there is one."""

    path: str
    params: dict[str, Any]
    request_id: str
    at: int
    status: int | None = None
    body: bytes = b""


class Keys:
    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What a saved state has: the keys of requests that have their response."""
        return {"_stored": {key: stored for key, stored in self._stored.items() if stored.status is not None}}

    def begin(self, key: str, path: str, params: dict[str, Any], request_id: str, now: int) -> Stored | None:
        """Claim a key: the stored first request if it has a response, else None; raises the errors of misuse."""
        if len(key) > MAX_LENGTH:
            raise invalid(f"Idempotency keys can have up to {MAX_LENGTH} characters, but yours has {len(key)}.")
        self._prune(now)
        known = self._stored.get(key)
        if known is None:
            self._stored[key] = Stored(path, params, request_id, now)
            return None
        if known.path != path:
            raise _misuse(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                f"('{path}' vs '{known.path}'). Try using a key other than '{key}' if you meant to execute a different "
                "request."
            )
        if known.params != params:
            raise _misuse(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
        if known.status is None:
            raise StripeError(
                409,
                type="invalid_request_error",
                code="idempotency_key_in_use",
                message="There is currently another in-progress request using this Idempotent Key (that probably means "
                f"you submitted twice, and the other request is still going through): {key}. Please try again later.",
            )
        return known

    def finish(self, key: str, status: int, body: bytes) -> None:
        stored = self._stored.get(key)
        if stored is not None:
            stored.status, stored.body = status, to_keep(body)

    def forget(self, key: str) -> None:
        """Free a key whose request was not executed or did not end."""
        self._stored.pop(key, None)

    def _prune(self, now: int) -> None:
        while self._stored:
            key, oldest = next(iter(self._stored.items()))
            if oldest.status is None or oldest.at > now - RETENTION_SECONDS:
                return
            del self._stored[key]


def was_executed(error: StripeError) -> bool:
    """Whether a response is kept: not validation errors (they name a parameter), conflicts and limits.

    Declines and 500s are kept.
    """
    if error.status == 402 or error.status >= 500:
        return True
    return error.status == 400 and error.param is None


def _misuse(message: str) -> StripeError:
    return StripeError(400, type="idempotency_error", message=message)
