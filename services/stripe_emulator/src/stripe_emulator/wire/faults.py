"""Planned faults of requests: error statuses, latency, closed connections."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from stripe_emulator.wire.errors import StripeError, invalid

KINDS = ("status", "status_kept", "lock_timeout", "latency", "reset_before", "reset_after")
MAX_DELAY_MS = 60_000
MAX_COUNT = 1_000_000
# Maximum length of a text.
LONGEST = 10_000


@dataclass
class Fault:
    """Breaks `times` matching requests after letting `after` of them pass.

    `path` is a shell pattern for the canonical path (`/v1/payment_intents/*/confirm`). `reset_after` closes the
    connection when the work is done, `reset_before` before it. `status_kept` fails while Stripe works: the answer is
    kept for the request's idempotency key, errors 500 included (fact 29).
    """

    kind: str
    account: str | None = None
    method: str = "*"
    path: str = "*"
    body_contains: str = ""
    status: int = 500
    after: int = 0
    times: int = 1
    delay_ms: int = 0
    id: str = ""

    def matches(self, account: str, method: str, path: str, body: str) -> bool:
        return (
            self.account in (None, account)
            and fnmatchcase(method, self.method)
            and fnmatchcase(path, self.path)
            and self.body_contains in body
        )

    def error(self) -> StripeError:
        """The answer of the kinds `status` and `lock_timeout` (facts 24-26)."""
        if self.kind == "lock_timeout":
            return invalid(
                "This object cannot be accessed right now because another API request or Stripe process is currently "
                "accessing it. If you see this error intermittently, retry the request.",
                code="lock_timeout",
                status=429,
            )
        if self.status == 429:
            return invalid(
                "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can "
                "learn more about rate limits here https://stripe.com/docs/rate-limits.",
                code="rate_limit",
                status=429,
            )
        return StripeError(self.status, type="api_error", message="An unknown error occurred")


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self._numbers = itertools.count(1)

    def plan(self, description: Any) -> Fault:
        """Plan a fault from its JSON; 400 for a wrong member."""
        fault = _read(description)
        fault.id = f"fault_{next(self._numbers)}"
        self._planned.append(fault)
        return fault

    def take(self, account: str, method: str, path: str, body: str) -> Fault | None:
        """The fault of this request, if any; counts it."""
        for fault in self._planned:
            if fault.times > 0 and fault.matches(account, method, path, body):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def clear(self, account: str | None = None, id: str | None = None) -> None:
        """Remove the faults of an account, one fault, or all."""
        self._planned = [
            fault
            for fault in self._planned
            if (account is not None and fault.account != account) or (id is not None and fault.id != id)
        ]

    def to_json(self, account: str | None = None) -> list[dict[str, Any]]:
        """The planned faults with their remaining counts."""
        return [asdict(fault) for fault in self._planned if account in (None, fault.account)]


def _read(description: Any) -> Fault:
    if not isinstance(description, dict):
        raise invalid(f"A fault is a JSON object with a kind ({', '.join(KINDS)}).")
    types = {"account": str, "status": int, "after": int, "times": int, "delay_ms": int}
    for name, value in description.items():
        if name not in {field.name for field in fields(Fault)} - {"id"}:
            raise invalid(f"A fault has no member {name[:100]!r}.", param=name[:100])
        kind = types.get(name, str)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise invalid(f"A fault's {name} is of type {kind.__name__}; got {value!r:.100}.", param=name)
        if isinstance(value, str) and len(value) > LONGEST:
            raise invalid(f"A fault's {name} has at most {LONGEST} characters; got {len(value)}.", param=name)
    if description.get("kind") not in KINDS:
        raise invalid(
            f"A fault's kind is one of {', '.join(KINDS)}; got {description.get('kind')!r:.100}.", param="kind"
        )
    for name in ("after", "times"):
        if not 0 <= description.get(name, 0) <= MAX_COUNT:
            raise invalid(f"A fault's {name} is between 0 and {MAX_COUNT}; got {description[name]}.", param=name)
    if not 0 <= description.get("delay_ms", 0) <= MAX_DELAY_MS:
        raise invalid(f"A fault's delay_ms is between 0 and {MAX_DELAY_MS}.", param="delay_ms")
    if not 400 <= description.get("status", 500) <= 599:
        raise invalid("A fault's status is between 400 and 599.", param="status")
    return Fault(**description)
