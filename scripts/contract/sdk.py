"""The pinned SDKs: which they are, and how they get into the cache. Their code is read, never imported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PINS = Path(__file__).parent / "sdks.txt"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdk"
COMPLETE = ".complete"


class Unavailable(Exception):
    """No package index gave the SDK; the message is pip's own."""


@dataclass(frozen=True)
class Pin:
    """One line of `sdks.txt`: a version of the SDK and the sha256 of its wheel."""

    version: str
    requirement: str

    def fetch(self) -> Path:
        """The folder of the SDK's package `stripe`, from the cache or by pip, which checks the hash.

        Raises `Unavailable` when no index answers with exactly this wheel.
        """
        folder = CACHE / self.version
        if not (folder / COMPLETE).exists():
            self._install(folder)
        return folder / "stripe"

    def _install(self, folder: Path) -> None:
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            requirements, target = Path(scratch, "requirements.txt"), Path(scratch, "sdk")
            requirements.write_text(self.requirement + "\n", "utf-8")
            _pip("install", "--quiet", "--no-deps", "--only-binary=:all:", "--no-compile", "--require-hashes",
                 "--target", str(target), "-r", str(requirements))  # fmt: skip
            (target / COMPLETE).touch()
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(target, folder)


def pins() -> list[Pin]:
    """Every pinned SDK, in the order of the list."""
    lines = [line.strip() for line in PINS.read_text("utf-8").splitlines()]
    return [Pin(line.split("==")[1].split()[0], line) for line in lines if line and not line.startswith("#")]


def _pip(*arguments: str) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    command = [sys.executable, "-m", "pip", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"pip {arguments[0]} failed with {done.returncode}: {done.stderr.strip()[-600:]}")
