"""Where compiled modules are kept: compiling took half of what starting a run took."""

import os
import sys
from pathlib import Path

CACHE = Path(".cache", "pyc")


def keep(folder: Path) -> None:
    """Keep what this process and its children compile below `folder` where the environment forbids to keep it at all.

    `PYTHONDONTWRITEBYTECODE`, as many images set it, is about clean source folders; an ignored folder keeps them so.
    Without it Python's own way stays, and so does a `PYTHONPYCACHEPREFIX` that somebody chose.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return
    prefix = str(folder.absolute() / CACHE)
    sys.dont_write_bytecode, sys.pycache_prefix = False, prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = prefix
