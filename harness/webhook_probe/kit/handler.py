"""The handler under test, as Stripe reaches it: one POST for each delivery."""

import time
from dataclasses import dataclass

from harness.core import transport
from harness.core.causes import causes, timed_out
from harness.stripe.webhooks import AGENT

# `Connection: close`: that a server dropped a kept connection is not to be taken for an answer.
HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": AGENT, "Connection": "close"}
REFUSED, CLOSED, LATE = "refused", "closed", "late"
SAID = {REFUSED: "connection refused", CLOSED: "connection closed without an answer", LATE: "no answer in time"}


@dataclass(frozen=True)
class Answer:
    """What came of one delivery: a status, or the `trouble` in its place; when it `began` and `ended` (Unix time)."""

    status: int | None
    trouble: str
    began: float
    ended: float

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000

    @property
    def span(self) -> tuple[float, float]:
        return self.began, self.ended

    @property
    def taken(self) -> bool:
        """Whether Stripe would count it as delivered (fact 109)."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def crashed(self) -> bool:
        """Whether the handler broke: a 5xx, or no answer on a connection that it took."""
        return self.trouble == CLOSED or (self.status is not None and self.status >= 500)

    def __str__(self) -> str:
        return SAID[self.trouble] if self.trouble else f"{self.status} in {self.milliseconds:.0f} ms"


class Handler:
    """A URL on this machine, and how long it may take to answer (seconds)."""

    def __init__(self, url: str, timeout: float) -> None:
        self.url, self.timeout = url, timeout

    def post(self, body: str, signature: str | None) -> Answer:
        """One delivery; None sends no `Stripe-Signature`. Raises nothing for an answer that does not come."""
        headers = HEADERS if signature is None else {**HEADERS, "Stripe-Signature": signature}
        began, status, trouble = time.time(), None, ""
        try:
            status = transport.send("POST", self.url, body.encode(), headers, self.timeout).status
        except transport.HTTPError as error:
            refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes(error))
            trouble = REFUSED if refused else LATE if timed_out(error) else CLOSED
        return Answer(status, trouble, began, time.time())
