"""Stripe's own contract: what each operation takes and what each object looks like, by API version.

The tables are compiled from the types of Stripe's official SDK (`scripts/compile_contract.py`); `extras.py` says what
Stripe takes beyond them. `for_version("2026-08-26.dahlia").judge(operation, params)` reads a request as Stripe does.
"""

from __future__ import annotations

from functools import cache

from stripe_emulator.contract.contract import Contract, Finding
from stripe_emulator.contract.operations import Operation
from stripe_emulator.contract.table import table_names

__all__ = ["DEFAULT_VERSION", "Contract", "Finding", "Operation", "for_version", "versions"]
DEFAULT_VERSION = "2026-08-26.dahlia"


def versions() -> tuple[str, ...]:
    """The API versions there is a table for, oldest first."""
    return tuple(table_names())


def for_version(version: str) -> Contract:
    """The contract of an API version: its own table, else the newest that is not newer, else the oldest (fact 8)."""
    known = versions()
    if version in known:
        return _contract(version)
    date = version[: len("2026-08-26")]
    return _contract(max((one for one in known if one[: len(date)] <= date), default=known[0]))


_contract = cache(Contract)
