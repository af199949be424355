"""`Idempotency-Key`: the first answer again, and both errors of misuse (facts 28-33)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from stripe_emulator.errors import StripeError, invalid

MAX_LENGTH = 255


@dataclass
class Stored:
    """The first request with a key, and its answer once there is one."""

    path: str
    params: str
    request_id: str
    status: int | None = None
    body: dict[str, Any] | None = None


class Keys:
    """The idempotency keys of one account."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}

    def begin(self, key: str, path: str, params: dict[str, Any], request_id: str) -> Stored | None:
        """Claim a key; the stored first request when it has an answer; raises both errors of misuse."""
        if len(key) > MAX_LENGTH:
            raise invalid(f"Idempotency keys can have up to {MAX_LENGTH} characters, but yours has {len(key)}.")
        known, canonical = self._stored.get(key), json.dumps(params, sort_keys=True)
        if known is None:
            self._stored[key] = Stored(path, canonical, request_id)
            return None
        if known.path != path:
            raise _misuse(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                f"('{path}' vs '{known.path}'). Try using a key other than '{key}' if you meant to execute a different "
                "request."
            )
        if known.params != canonical:
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

    def finish(self, key: str, status: int, body: dict[str, Any]) -> None:
        """Keep the answer of what was executed; free the key when nothing was (facts 29, 30)."""
        if was_executed(status, body):
            self._stored[key].status, self._stored[key].body = status, body
        else:
            self._stored.pop(key, None)

    def forget(self, key: str) -> None:
        """Free a key whose request never came to an end."""
        self._stored.pop(key, None)


def was_executed(status: int, body: dict[str, Any]) -> bool:
    """Validation failures (they name a parameter), conflicts and limits are not kept; declines and 500s are."""
    if status < 400 or status == 402 or status >= 500:
        return True
    return status == 400 and "param" not in body["error"]


def _misuse(message: str) -> StripeError:
    return StripeError(400, type="idempotency_error", message=message)
