"""The packages that the pages are built with, installed by their lock into `.cache/` once and kept there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "services" / "checkout" / "web"
CACHE = Path(__file__).with_name(".cache")
LOCK = ("package.json", "package-lock.json", ".npmrc")
DEADLINE_SECONDS = 240


class NoNpm(Exception):
    """There is no npm here, or no registry that it reaches."""


def packages() -> Path:
    """A folder with `node_modules` exactly as the lock says; NoNpm with the reason where it cannot be had."""
    digest = hashlib.sha256(b"".join((WEB / name).read_bytes() for name in LOCK)).hexdigest()[:16]
    wanted = CACHE / digest
    if not wanted.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as made:
            folder = Path(made) / "web"
            folder.mkdir()
            for name in LOCK:
                shutil.copy(WEB / name, folder / name)
            run(folder, _npm(), "ci", "--loglevel=error")
            _keep(folder, wanted)
    return wanted


def build(folder: Path) -> Path:
    """Build a copy of the sources in this empty folder; where the bundle is."""
    web = folder / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules"))
    (web / "node_modules").symlink_to(packages() / "node_modules")
    run(web, _npm(), "run", "--silent", "build")
    return folder / "src" / "checkout" / "pages" / "bundle"


def run(folder: Path, *command: str) -> None:
    """Run to the end; NoNpm with what it said when it fails."""
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS)
    if process.returncode != 0:
        raise NoNpm(
            f"{' '.join(command[1:])} ended with {process.returncode}: {(process.stderr + process.stdout)[-800:]}"
        )


def _npm() -> str:
    found = shutil.which("npm")
    if found is None:
        raise NoNpm("no npm on PATH (Debian: apt-get install npm)")
    return found


def _keep(folder: Path, wanted: Path) -> None:
    try:
        os.replace(folder, wanted)
    except OSError:
        if not wanted.exists():  # another process was faster
            raise
