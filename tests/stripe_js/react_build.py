"""The React shop, built from the real npm packages into `.cache/` once and kept there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

APP = Path(__file__).with_name("react_app")
CACHE = Path(__file__).with_name(".cache")
SOURCES = ("package.json", "app.jsx")
INSTALL = ("install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
BUNDLE = (
    "app.jsx",
    "--bundle",
    "--format=iife",
    "--loader:.jsx=jsx",
    "--jsx=automatic",
    "--outfile=bundle.js",
    '--define:process.env.NODE_ENV="development"',
    "--log-level=error",
)
DEADLINE_SECONDS = 180


class CannotBuild(Exception):
    """There is no npm here, or no registry that it reaches."""


def bundle() -> Path:
    """The built script; CannotBuild with the reason where that is not to be had."""
    digest = hashlib.sha256(b"".join((APP / name).read_bytes() for name in SOURCES)).hexdigest()[:16]
    wanted = CACHE / f"{digest}.js"
    if not wanted.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            os.replace(_build(Path(folder)), wanted)
    return wanted


def _build(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBuild("no npm on PATH (Debian: apt-get install npm)")
    for name in SOURCES:
        shutil.copy(APP / name, folder / name)
    _run(folder, npm, *INSTALL)
    _run(folder, str(folder / "node_modules" / ".bin" / "esbuild"), *BUNDLE)
    return folder / "bundle.js"


def _run(folder: Path, *command: str) -> None:
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS)
    if process.returncode != 0:
        raise CannotBuild(f"{' '.join(command[:2])} ended with {process.returncode}: {process.stderr[-500:]}")
