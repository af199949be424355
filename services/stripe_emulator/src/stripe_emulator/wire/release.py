"""Which release this is: a saved state is for the sources and the Python that saved it."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def made_by() -> str:
    """The sources of this release and the Python that runs them: `5e1f... on cpython-313`."""
    digest = hashlib.sha256()
    for source in sorted(_sources(files("stripe_emulator"), ""), key=lambda pair: pair[0]):
        digest.update(source[0].encode() + b"\0" + source[1].read_bytes())
    return f"{digest.hexdigest()[:16]} on {sys.implementation.cache_tag}"


def _sources(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _sources(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            found.append((f"{path}{entry.name}", entry))
    return found
