"""One module per Stripe resource, in the chapters of Stripe's API reference; each lists its `ENDPOINTS`.

Adding a resource is adding a file to its chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TYPE_CHECKING

from stripe_emulator.resource_kit import on_demand
from stripe_emulator.state.account import Account, Object

if TYPE_CHECKING:
    from stripe_emulator.resource_kit.endpoint import Endpoint

Maker = Callable[[Account, Object], Object | list[Object] | None]


def endpoints() -> list[Endpoint]:
    return [endpoint for module in _modules() for endpoint in module.ENDPOINTS]


@cache
def included() -> dict[tuple[str, str], Maker]:
    """Makers of fields that are present only when expanded, by kind and field: each module's `INCLUDED`, and what is
    kept beside the objects.
    """
    return {(kind, path): on_demand.reader(path) for kind, path in on_demand.KEPT} | {
        (module.KIND, field): make for module in _modules() for field, make in getattr(module, "INCLUDED", {}).items()
    }


def _modules() -> Iterator[ModuleType]:
    for module in walk_packages(__path__, f"{__name__}."):
        if not module.ispkg:
            yield import_module(module.name)
