"""The facts that a test states: the numbers in its docstring, else in its module's."""

from __future__ import annotations

import re
from typing import Any

_STATED = re.compile(r"\b[Ff]acts? (\d+(?:(?:, and |, | and |-)\d+)*)")
_NUMBERS = re.compile(r"(\d+)(?:-(\d+))?")


def stated(function: Any, module: Any) -> list[int]:
    """The numbers of the facts."""
    return numbers(getattr(function, "__doc__", None)) or numbers(getattr(module, "__doc__", None))


def numbers(text: str | None) -> list[int]:
    """`Facts 14 and 49: ...; facts 47-49` as numbers."""
    found: set[int] = set()
    for group in _STATED.findall(text or ""):
        for first, last in _NUMBERS.findall(group):
            found |= set(range(int(first), int(last or first) + 1))
    return sorted(found)
