"""Stripe's breaking changes, one module each, named as Stripe's changelog names it and in the folder of its release.

A module has a `CHANGE`: how the versions on the other side of it ask, and how they are answered.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from stripe_emulator.versions.change import Change


@cache
def changes() -> tuple[Change, ...]:
    """All changes, oldest release first."""
    names = [found.name for found in walk_packages(__path__, f"{__name__}.") if not found.ispkg]
    found = [module.CHANGE for module in map(import_module, names) if hasattr(module, "CHANGE")]
    return tuple(sorted(found, key=lambda change: change.release))


@cache
def changes_for(version: str) -> tuple[Change, ...]:
    """The changes between an API version (as its table is called) and the default one; none for that one."""
    return tuple(change for change in changes() if change.concerns(version))
