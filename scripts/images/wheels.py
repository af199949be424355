"""Packages of a lock, fetched once on this machine for the images' Python: a build has no network."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from scripts.images.catalogue import ROOT
from scripts.images.engine import command, run, tell

# Of the machine, not of the clone: its names tell contents, and a fresh clone downloads nothing again.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "checkout-harness" / "images"
PYTHON_VERSION = "3.13"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
GLIBC = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")


def fetch(*locks: Path) -> Path:
    """A folder with the wheels of these locks; every one by its hash, none for another Python."""
    machine = run("version", "--format", "{{.Server.Arch}}").strip()
    name = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks) + machine.encode()).hexdigest()[:12]
    wheels = CACHE / "wheels" / name
    if wheels.is_dir():
        return wheels
    tell(f"fetching the packages of {', '.join(str(lock.relative_to(ROOT)) for lock in locks)} ...")
    wheels.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=wheels.parent) as place:
        fresh = Path(place) / "wheels"
        fresh.mkdir(mode=0o755)
        for lock in locks:
            _download(lock, fresh, MACHINES.get(machine, machine))
        try:
            fresh.rename(wheels)  # whole or not at all: another clone may look
        except OSError:
            if not wheels.is_dir():
                raise
    return wheels


def _download(lock: Path, into: Path, machine: str) -> None:
    platforms = [f"--platform={glibc}_{machine}" for glibc in GLIBC]
    words = [
        *pip(),
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        f"--python-version={PYTHON_VERSION}",
        *platforms,
        f"--dest={into}",
        f"--requirement={lock}",
    ]
    command(words, hint=f"the package index must be reachable once; afterwards {CACHE} has everything")


def pip() -> list[str]:
    """This Python's pip, or, where the environment was made without one, a pip of its own."""
    own = [sys.executable, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    place = CACHE / "pip"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(place)
    return [str(python), "-m", "pip"]
