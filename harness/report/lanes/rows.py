"""What a picture of lanes shows, as plain data: it crosses from workers and stands in `verdict.json`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

CHECKOUT, STRIPE, WEBHOOKS, FAULTS = "Checkout", "Stripe", "Webhooks", "Faults"
# How an exchange ended: as asked, refused (4xx), not done or not known (5xx, no answer); or nothing was exchanged.
WRONG = "✗ "
GOOD, REFUSED, LOST, NOTE = "good", "refused", "lost", "note"


@dataclass(frozen=True)
class Row:
    """One exchange, from one lane to another, or (both lanes the same) something that happens in one.

    `at` and `until` are seconds since the case began; `matters` is what one looks for (amount, payment); `status` what
    came back; `fault` what broke it on purpose; `wrong` says of the step at which it went wrong how far that is known;
    `at_once` that it began while the one before still went on. A row that stands for `left_out` steps has no lanes.
    """

    at: float
    source: str = ""
    target: str = ""
    text: str = ""
    matters: str = ""
    status: str = ""
    tone: str = GOOD
    until: float = 0.0
    fault: str = ""
    wrong: str = ""
    at_once: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class Lanes:
    """The lanes of one failing case; everything in it is masked.

    `people` have a lane each, the first of the lanes. `end` is what each system holds when all is over, by its lane,
    and what of it cannot be right begins with `WRONG`; `names` are the short names in use and what they
    stand for; `unseen` is what nobody recorded, and why.
    """

    code: str
    title: str
    let: tuple[str, ...]
    then: tuple[str, ...]
    however: tuple[str, ...]
    people: tuple[str, ...]
    rows: tuple[Row, ...]
    end: dict[str, tuple[str, ...]]
    names: dict[str, str]
    unseen: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every lane, from left to right."""
        return (*self.people, CHECKOUT, STRIPE, WEBHOOKS, FAULTS)

    def as_dict(self) -> dict[str, Any]:
        """It as JSON; what is as usual in a row is left out."""
        rows = [{name: value for name, value in asdict(row).items() if value != USUAL[name]} for row in self.rows]
        return {**asdict(self), "rows": rows}

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Lanes:
        """The lanes that `as_dict` wrote."""
        texts = {name: tuple(given[name]) for name in ("let", "then", "however", "people", "unseen")}
        end = {lane: tuple(lines) for lane, lines in given["end"].items()}
        rows = tuple(Row(**row) for row in given["rows"])
        return cls(code=given["code"], title=given["title"], rows=rows, end=end, names=dict(given["names"]), **texts)


USUAL = {field.name: field.default for field in fields(Row)}
