"""The example shops, and a copy of one with what it needs beside it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from proving import copies
from proving.installed import NODE
from proving.shops import PROFILE, ROOT, example

EXAMPLES = ROOT / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob(f"*/{PROFILE}"))
LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Ready:
    """A copy of an example: its profile, and the variables with which its tools are found."""

    profile: Path
    variables: dict[str, str]

    def run(self, reports: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of `checkout-harness` on the copy, with the embedded stack."""
        options = ["--stack=embedded", "--profile", str(self.profile), "--reports", str(reports)]
        words = [sys.executable, "-m", "harness.cli", *command, *options]
        return subprocess.run(
            words, cwd=ROOT, env=self.variables, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )


def ready(name: str, folder: Path, bug: str = "") -> Ready:
    """A copy in this folder, with a bug of its own if one is named; a skip with the reason where npm cannot be had, a
    failure with REQUIRE_NODE=1."""
    if (EXAMPLES / name / NODE).is_file() and shutil.which("npm") is None:
        message = f"examples/{name} needs npm"
        pytest.fail(message) if os.environ.get("REQUIRE_NODE") == "1" else pytest.skip(message)
    shop = example(EXAMPLES / name)
    chosen = next((one for one in shop.bugs() if one.name == bug), shop.unbroken)
    profile = copies.make(chosen, folder, shop)
    shop.finish(profile.parent)
    return Ready(profile, shop.environment() or dict(os.environ))
