"""The pinned SDKs: which they are, and how they get into the cache. Their code is read, never imported."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PINS = Path(__file__).parent / "sdks.txt"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdk"
# As pip and uv say it.
_MISMATCH = re.compile(r"do not match the hashes|hash mismatch", re.IGNORECASE)


class Unavailable(Exception):
    """No package index gave the SDK; the message is the installer's own."""


class WrongHash(Exception):
    """An index gave another wheel than the pinned one."""


@dataclass(frozen=True)
class Pin:
    """One line of `sdks.txt`: a version of the SDK and the sha256 of its wheel."""

    version: str
    requirement: str

    def fetch(self) -> Path:
        """The folder of the SDK's package `stripe`, from the cache or from a package index, its hash checked.

        Raises `Unavailable` when no index has it, `WrongHash` when one has something else under its name.
        """
        folder = CACHE / self.version
        if not folder.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
                self._install(Path(scratch), folder)
        return folder / "stripe"

    def _install(self, scratch: Path, folder: Path) -> None:
        requirements, target = scratch / "requirements.txt", scratch / "sdk"
        requirements.write_text(self.requirement + "\n", "utf-8")
        command = [*_installer(), "--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", str(target)]
        quiet = {
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
            "PIP_NO_COMPILE": "1",
            "PIP_RETRIES": "1",
        }
        done = subprocess.run(
            [*command, "-r", str(requirements)],
            env={**os.environ, **quiet},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            kind = WrongHash if _MISMATCH.search(done.stderr) else Unavailable
            raise kind(f"stripe {self.version} could not be installed: {done.stderr.strip()[-600:]}")
        try:
            target.rename(folder)
        except OSError:
            if not folder.exists():  # another process was first: its copy is the same, the hash says so
                raise


def pins() -> list[Pin]:
    """Every pinned SDK, in the order of the list."""
    lines = [line.strip() for line in PINS.read_text("utf-8").splitlines()]
    return [Pin(line.split("==")[1].split()[0], line) for line in lines if line and not line.startswith("#")]


def _installer() -> list[str]:
    if find_spec("pip") is None and (uv := shutil.which("uv")):
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install", "--quiet"]
