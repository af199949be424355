"""Every failure code, by family: those of invariants, of rules on Stripe requests, and `harness.core.failure_codes`."""

from collections.abc import Mapping
from functools import cache
from types import ModuleType

from harness.core import failure_codes
from harness.core.failure_codes.code import FailureCode
from harness.judging import invariants
from harness.tap import rules

MONEY = "Money, orders and stock"
STRIPE = "What the checkout sends to Stripe"


@cache
def families() -> Mapping[str, tuple[FailureCode, ...]]:
    """The codes of each family, in the order in which they are declared."""
    return {
        MONEY: _declared(invariants.all_modules()),
        STRIPE: _declared(rules.all_modules()),
        **failure_codes.FAMILIES,
    }


@cache
def codes() -> Mapping[str, FailureCode]:
    """Every code by its name."""
    return {row.code: row for family in families().values() for row in family}


def _declared(modules: tuple[ModuleType, ...]) -> tuple[FailureCode, ...]:
    """What the modules declare, each once: as a constant of its own, or in a table."""
    found: dict[FailureCode, None] = {}
    for module in modules:
        for value in vars(module).values():
            rows = value.values() if isinstance(value, dict) else (value,)
            found |= dict.fromkeys(row for row in rows if isinstance(row, FailureCode))
    return tuple(found)
