"""What Stripe's own contract says of a request. Adding one rule = adding one file here.

Each module's docstring starts with the rule as one sentence; it declares its failure codes, and `judge(readings)`
yields what breaks the rule. The readings are of one account, in the order in which the requests began.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One request that breaks a rule, told as *Let, Then, However*; `source` is where Stripe documents the fact."""

    code: FailureCode
    title: str
    reading: Reading
    then: str
    however: str
    source: str
    param: str = ""
    # It is about a write that takes no money by itself, and only a shop that promises a key for these is held to it.
    begins: bool = False


Judge = Callable[[Sequence[Reading]], Iterable[Breach]]


@cache
def all_rules() -> tuple[Judge, ...]:
    """Every rule of this package, by name."""
    return tuple(module.judge for module in all_modules())


def all_modules() -> tuple[ModuleType, ...]:
    """The files of this package, by name; importing one declares its failure codes."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}") for name in names)
