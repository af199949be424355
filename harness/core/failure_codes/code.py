"""What a failure code is, and the codes that this process has declared."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
_declared: dict[str, "FailureCode"] = {}
DECLARED: Mapping[str, "FailureCode"] = MappingProxyType(_declared)
# By code. Invariants and rules join it when their modules are imported: `harness.judging.failure_codes` imports all.


@dataclass(frozen=True, kw_only=True)
class FailureCode:
    """The stable name of one kind of failure, and what a reader must know of it; creating one declares it.

    `severity` is one of Allure's: blocker, critical, normal, minor, trivial. `meaning` says what was violated and what
    it costs, `what_to_do` where to look first, `example` is a failure as the report prints it. A code that ends in `*`
    stands for every code that begins so. ValueError when a text is empty, the severity is none, or another code has
    the name.
    """

    code: str
    severity: str
    title: str
    meaning: str
    what_to_do: str
    example: str

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity of {self.code}: expected one of {', '.join(SEVERITIES)}, got {self.severity!r}")
        empty = [name for name, text in vars(self).items() if not text.strip()]
        if empty:
            raise ValueError(f"failure code {self.code!r}: expected a text, got none for {', '.join(empty)}")
        if _declared.setdefault(self.code, self) != self:
            raise ValueError(f"failure code {self.code!r}: expected one declaration, got a second one that differs")

    def __str__(self) -> str:
        return self.code


class UnknownCode(ValueError):
    """A code that nobody has declared."""


def find(code: str, declared: Mapping[str, FailureCode] = DECLARED) -> FailureCode:
    """The declaration of a code; UnknownCode, with the nearest one, when there is none."""
    if code in declared:
        return declared[code]
    for known, row in declared.items():
        if known.endswith("*") and code.startswith(known[:-1]) and code != known[:-1]:
            return row
    near = difflib.get_close_matches(code, declared, n=1)
    hint = (
        f"did you mean {near[0]}?"
        if near
        else "`checkout-harness explain` lists all; declare a FailureCode for a new one"
    )
    raise UnknownCode(f"expected a failure code, got {code!r}. Hint: {hint}")
