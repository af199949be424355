"""One measured figure: what came, what stood beside it, and what the project promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

HEADER = ("what", "measured", "beside, in the same run", "figure", "promised", "kept")


@dataclass(frozen=True)
class Figure:
    """`value` is what the promise is about, in `unit`; `measured` and `beside` tell where it comes from."""

    name: str
    measured: str
    beside: str
    value: float
    promise: float
    unit: Literal["s", "ms", "times", "KiB", "broken"] = "times"
    at_least: bool = False
    digits: int = 2

    @property
    def holds(self) -> bool:
        """Whether the promise holds."""
        return self.value >= self.promise if self.at_least else self.value <= self.promise

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        promised = f"{'at least' if self.at_least else 'at most'} {self.promise:g} {self.unit}"
        figure = f"{self.value:.{self.digits}f} {self.unit}"
        return self.name, self.measured, self.beside, figure, promised, "yes" if self.holds else "**no**"

    @property
    def failure(self) -> str:
        """One line for whoever must repair it."""
        _, measured, beside, figure, promised, _ = self.row
        return f"{self.name}: promised {promised}, got {figure} ({measured}; {beside})"


def table(figures: Sequence[Figure]) -> list[str]:
    """The lines of a Markdown table."""
    rows = [HEADER, ("---",) * len(HEADER), *(figure.row for figure in figures)]
    return [f"| {' | '.join(cells)} |" for cells in rows]


def milliseconds(seconds: float) -> str:
    """A short time as people read it."""
    return f"{seconds * 1000:.2f} ms"
