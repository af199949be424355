"""How anything that must hold and did not is told: a stable code, *Let / Then / However* facts, and the exchange."""

from collections.abc import Iterable
from typing import Protocol, Self

from harness.core.masking import mask

SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
UNKNOWN = "invariant_unknown"
"""Code of a judge that could not judge: the verdict counts it as unknown, never as green."""


class Told(Protocol):
    """What can be shown next to a failure; `harness.core.http.Exchange` is one."""

    def told(self) -> str:
        """The request as curl and the response, without secrets."""


class Failure(AssertionError):
    """One violated expectation; `str()` is the text of the report. Facts are single sentences, told without secrets.

    `let` is what was given, `then` what must follow, `however` what came instead.
    """

    awaited_since: float | None = None
    """Since when (monotonic clock) it was awaited in vain; None when it is not a mere matter of time."""

    def __init__(
        self,
        code: str,
        title: str,
        *,
        let: str | Iterable[str] = (),
        then: str | Iterable[str] = (),
        however: str | Iterable[str] = (),
        severity: str = "critical",
        exchange: Told | None = None,
    ) -> None:
        if severity not in SEVERITIES:
            raise ValueError(f"severity: expected one of {', '.join(SEVERITIES)}, got {severity!r}")
        title = mask(title)
        self.code, self.title, self.severity, self.exchange = code, title, severity, exchange
        self.let, self.then, self.however = _facts(let), _facts(then), _facts(however)
        super().__init__(code, title)

    def awaited(self, since: float) -> Self:
        """Itself, as a mere matter of time: what must follow was awaited since then (monotonic clock)."""
        self.awaited_since = since
        return self

    def __str__(self) -> str:
        lines = [f"{self.title} [{self.code}]"]
        for word, facts in (("Let", self.let), ("Then", self.then), ("However", self.however)):
            lines += [f"  {word if first else 'and':>7} {fact}" for first, fact in _numbered(facts)]
        if self.exchange is not None:
            lines += ["", self.exchange.told()]
        return "\n".join(lines)


def _facts(facts: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(mask(fact) for fact in ((facts,) if isinstance(facts, str) else facts))


def _numbered(facts: tuple[str, ...]) -> list[tuple[bool, str]]:
    return [(index == 0, fact) for index, fact in enumerate(facts)]
