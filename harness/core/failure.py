"""How anything that must hold and did not is told: a stable code, *Let / Then / However* facts, and the exchange."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, Self

from harness.core.failure_codes.code import SEVERITIES, FailureCode, find
from harness.core.failure_codes.judged import UNKNOWN
from harness.core.masking import mask

if TYPE_CHECKING:
    from harness.core.history import History

__all__ = ["SEVERITIES", "UNKNOWN", "Failure", "Renderable"]


class Renderable(Protocol):
    """What can be shown next to a failure; `harness.core.http.Exchange` is one."""

    def as_text(self) -> str:
        """The request as curl and the response, without secrets."""


class Failure(AssertionError):
    """One violated expectation; `str()` is the text of the report. Facts are single sentences, told without secrets.

    `let` is what was given, `then` what must follow, `however` what came instead. `code` is a declared one, or its
    name (ValueError with the nearest one when nobody declares it); it gives the severity. Another `severity` is for
    a failure that takes the place of one which has it.
    """

    # Since when (monotonic clock) it was awaited in vain; None when it is not a mere matter of time.
    awaited_since: float | None = None
    # The history that it was found in, where that is not the one of the case.
    history: "History | None" = None

    def __init__(
        self,
        code: FailureCode | str,
        title: str,
        *,
        let: str | Iterable[str] = (),
        then: str | Iterable[str] = (),
        however: str | Iterable[str] = (),
        severity: str | None = None,
        exchange: Renderable | None = None,
    ) -> None:
        declared = find(code) if isinstance(code, str) else code
        severity = severity or declared.severity
        if severity not in SEVERITIES:
            raise ValueError(f"severity: expected one of {', '.join(SEVERITIES)}, got {severity!r}")
        title = mask(title)
        self.code, self.title, self.severity, self.exchange = str(code), title, severity, exchange
        self.let, self.then, self.however = _facts(let), _facts(then), _facts(however)
        super().__init__(self.code, title)

    def awaited(self, since: float) -> Self:
        """Itself, as a mere matter of time: what must follow was awaited since then (monotonic clock)."""
        self.awaited_since = since
        return self

    def __str__(self) -> str:
        lines = [f"{self.title} [{self.code}]"]
        for word, facts in (("Let", self.let), ("Then", self.then), ("However", self.however)):
            lines += [f"  {word if first else 'and':>7} {fact}" for first, fact in _numbered(facts)]
        if self.exchange is not None:
            lines += ["", self.exchange.as_text()]
        return "\n".join(lines)


def _facts(facts: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(mask(fact) for fact in ((facts,) if isinstance(facts, str) else facts))


def _numbered(facts: tuple[str, ...]) -> list[tuple[bool, str]]:
    return [(index == 0, fact) for index, fact in enumerate(facts)]
