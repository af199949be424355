"""One module per Stripe resource; each lists its `ENDPOINTS`. Adding a resource is adding a file here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from stripe_emulator.account import Account, Object

if TYPE_CHECKING:
    from stripe_emulator.endpoint import Endpoint

Maker = Callable[[Account, Object], Object | list[Object] | None]


def endpoints() -> list[Endpoint]:
    """Every endpoint of every resource."""
    return [endpoint for module in _modules() for endpoint in module.ENDPOINTS]


@cache
def included() -> dict[tuple[str, str], Maker]:
    """What an object shows only when `expand[]` asks for it, by kind and field: each module's `INCLUDED`."""
    return {
        (module.KIND, field): make for module in _modules() for field, make in getattr(module, "INCLUDED", {}).items()
    }


def _modules() -> Iterator[ModuleType]:
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")
