"""Stripe's own contract: what each operation takes and what each object looks like, by API version.

The tables are compiled from the types of Stripe's official SDK (`scripts/compile_contract.py`); `extras.py` says what
Stripe takes beyond them, `absent.py` what it leaves out of its answers.

    contract = for_version("2026-08-26.dahlia")
    params = contract.judge(contract.find("POST", "/v1/refunds"), forms.decode(body))
    refund = contract.blank("refund") | {"amount": params["amount"]}
    assert contract.check(answer) == []
"""

from __future__ import annotations

from functools import cache, lru_cache

from stripe_emulator.contract.contract import Contract, Finding
from stripe_emulator.contract.operations import Operation
from stripe_emulator.contract.release import table_of
from stripe_emulator.contract.table import table_names

__all__ = ["CURRENT", "DEFAULT_VERSION", "Contract", "Finding", "Operation", "for_version", "is_served", "versions"]
DEFAULT_VERSION = "2026-08-26.dahlia"
DATE = len("2026-08-26")


@cache
def versions() -> tuple[str, ...]:
    """The API versions that have a table, oldest first."""
    return tuple(table_names())


def is_served(version: str) -> bool:
    """Whether there is a table that answers for an API version; the others are refused."""
    return _served_by(version) is not None


def for_version(version: str) -> Contract:
    """The contract of an API version: its own table, the newest of its family, or the dated one at or before it.

    For a version that is not served it is the nearest by date: recorded traffic may name any (fact 8).
    """
    return _contract(_served_by(version) or _nearest(version))


def _nearest(version: str) -> str:
    known = versions()
    return max((one for one in known if one[:DATE] <= version[:DATE]), default=known[0])


@lru_cache(maxsize=256)
def _served_by(version: str) -> str | None:
    return table_of(version, versions())


_contract = cache(Contract)
# The contract of the default version, in which the emulator keeps its objects.
CURRENT = for_version(DEFAULT_VERSION)
