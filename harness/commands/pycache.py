"""Where Python keeps what it compiled for a gate: a dozen processes of it start, and each would compile all anew."""

import os
from collections.abc import Mapping
from pathlib import Path

from harness.core.places import user_cache

# https://docs.python.org/3/using/cmdline.html#environment-variables.
PREFIX, NEVER = "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"
IN_PROJECT = Path(".cache", "pyc")


def environment(folder: Path, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables for pytest in `folder` and for all that it starts: with a cache where the environment forbids
    bytecode beside the sources, which is about clean folders. Else Python's own way stays, or the chosen prefix.
    """
    if env.get(PREFIX) or not env.get(NEVER):
        return dict(env)
    inherited = {name: value for name, value in env.items() if name != NEVER}
    return {**inherited, PREFIX: str(place(folder, env))}


def place(folder: Path, env: Mapping[str, str] = os.environ) -> Path:
    """The project's own cache, or the user's where the project cannot be written."""
    own = folder / IN_PROJECT
    nearest = next(path for path in (own, *own.parents) if path.exists())
    return own if os.access(nearest, os.W_OK) else user_cache(env) / "checkout-harness" / "pyc"
