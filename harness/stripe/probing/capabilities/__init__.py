"""What the suites need of Stripe. Adding one capability = adding one file here.

Each module's docstring starts with what Stripe does, as one sentence; `SOURCE` is where that is documented, `BUILDS_ON`
names the capabilities that it is nothing without, and `ask(backend)` returns when the backend does it and raises
`Deviation` with what it does instead. A probe makes objects of its own, never with a `metadata.user_id`.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from harness.stripe.probing.kit.backend import Backend


@dataclass(frozen=True)
class Capability:
    """One thing that Stripe does; `does` says it, `source` says where that is documented."""

    name: str
    does: str
    source: str
    builds_on: tuple[str, ...]
    ask: Callable[[Backend], None]


@cache
def everything() -> tuple[Capability, ...]:
    """Every capability of this package, by name."""
    return tuple(_load(name) for name in names())


@cache
def names() -> tuple[str, ...]:
    """The names alone; nothing is imported for them."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def _load(name: str) -> Capability:
    module = import_module(f"{__name__}.{name}")
    does = (module.__doc__ or name).splitlines()[0].rstrip(".")
    return Capability(name, does, module.SOURCE, module.BUILDS_ON, module.ask)
