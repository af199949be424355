"""Where the harness keeps its files: below the repository that it is run from, or, installed from a wheel, below the
folder that it is called in and the user's cache."""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# The suites inside the wheel (`hatch_build.py` puts them there); in a repository there is no such folder.
BUNDLED = Path(__file__).resolve().parents[1] / "suites"
INSTALLED = BUNDLED.is_dir()


def user_cache(env: Mapping[str, str] = os.environ) -> Path:
    """The folder in which the user's programs keep what they can make again."""
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home())
    return Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def name_of(nodeid: str) -> str:
    """The name of a case's own file or folder: words of its name, and a mark that keeps two of them apart."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", nodeid.rpartition("::")[2]).strip("-")
    return f"{words[:80]}-{hashlib.sha256(nodeid.encode()).hexdigest()[:6]}"


def team_folder(root: Path) -> Path:
    """Where a team keeps its own lists for the suites in `root`: beside them; for bundled ones, the current folder."""
    return Path.cwd() if root == BUNDLED else root


CACHE = user_cache() / "checkout-harness" if INSTALLED else REPOSITORY / ".cache"
DOTENV = (Path.cwd() if INSTALLED else REPOSITORY) / ".env"
