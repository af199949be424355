"""Faults on purpose, as a block that heals on exit.

    with shop.faults.on_stripe(kind="reset_after", path="/v1/*", body_contains=ada.key) as fault:
        ended = outcome(ada.begin)
    assert fault.hits

The stack is shared by every test that runs at the same time: a fault must say whose request it means, by an id in
its path or in `body_contains` (a checkout names its shopper to Stripe by an id or an e-mail address).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core.failure import Failure
from harness.core.history import History
from harness.core.http import Http
from harness.stripe.fault_kinds import FAULTS, KINDS, Kind

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

__all__ = ["KINDS", "Fault", "Faults", "Kind"]


@dataclass(frozen=True)
class Fault:
    """A fault that is in place; `rule` is what Stripe's stand-in was told."""

    id: str
    rule: dict[str, Any]
    left: Callable[[], int]

    @property
    def hits(self) -> int:
        """How many requests it has broken so far."""
        return int(self.rule["times"]) - self.left()


class Faults:
    """Breaks requests of the stack's account on their way to the Stripe emulator."""

    def __init__(self, stack: "Stack", history: History | None = None) -> None:
        self._account, self._history = stack.account, history
        self._http = Http(stack.stripe_url, actor="harness", system="stripe")

    @contextmanager
    def on_stripe(
        self,
        *,
        kind: str,
        method: str = "POST",
        path: str = "/v1/*",
        body_contains: str = "",
        times: int = 1,
        status: int = 500,
        after: int = 0,
        delay_ms: int = 0,
    ) -> Iterator[Fault]:
        """Break `times` matching requests, after letting `after` pass, until the block ends.

        `path` is a shell pattern over the canonical path (`/v1/payment_intents/*/confirm`).
        """
        if kind not in KINDS:
            raise ValueError(f"kind of fault: expected one of {', '.join(KINDS)}, got {kind!r}")
        rule = {
            "account": self._account,
            "kind": kind,
            "method": method,
            "path": path,
            "body_contains": body_contains,
            "times": times,
            "status": status,
            "after": after,
            "delay_ms": delay_ms,
        }
        fault_id = str(self._send("POST", FAULTS, rule)["id"])
        self._note("fault", fault_id=fault_id, rule=rule)
        try:
            yield Fault(fault_id, rule, lambda: self._left(fault_id))
        finally:
            hits = self._hits(fault_id, times)
            self._send("DELETE", f"{FAULTS}?id={fault_id}&account={self._account}")
            self._note("healed", fault_id=fault_id, hits=hits)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _hits(self, fault_id: str, times: int) -> int | None:
        """How many requests it has broken; None where that cannot be asked: it is healed in any case."""
        try:
            return times - self._left(fault_id)
        except Failure:
            return None

    def _left(self, fault_id: str) -> int:
        planned = self._send("GET", f"{FAULTS}?account={self._account}")["data"]
        return sum(int(row["times"]) for row in planned if row["id"] == fault_id)

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.send(method, path, operation="faults", json_body=body).expect(200, 201, 204)
        return json.loads(answer.text) if answer.text else {}

    def _note(self, operation: str, **data: Any) -> None:
        if self._history is not None:
            self._history.record("fact", "test", operation, **data)
