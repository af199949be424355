"""Packages of a lock, fetched once on this machine for the images' Python: a build has no network."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from scripts.images.catalogue import ROOT
from scripts.images.engine import command, run, tell

CACHE = ROOT / ".cache" / "images"
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
    with tempfile.TemporaryDirectory(dir=wheels.parent) as fresh:
        for lock in locks:
            _download(lock, Path(fresh), MACHINES.get(machine, machine))
        Path(fresh).chmod(0o755)
        shutil.copytree(fresh, wheels)
    return wheels


def _download(lock: Path, into: Path, machine: str) -> None:
    platforms = [f"--platform={glibc}_{machine}" for glibc in GLIBC]
    words = [
        *_pip(), "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
        "--only-binary=:all:", f"--python-version={PYTHON_VERSION}", *platforms, f"--dest={into}",
        f"--requirement={lock}",
    ]  # fmt: skip
    command(words, hint="the package index must be reachable once; afterwards .cache/images has everything")


def _pip() -> list[str]:
    """This Python's pip, or, where the environment was made without one, a pip of its own."""
    own = [sys.executable, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    place = CACHE / "pip"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(place)
    return [str(python), "-m", "pip"]
