"""The React shops, built from the real npm packages into `.cache/` once and kept there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.stripe_js.site import Site

# A folder for each set of packages; every script in it is a page of its own.
CURRENT, BASIL = Path(__file__).with_name("react_app"), Path(__file__).with_name("react_app_basil")
CACHE = Path(__file__).with_name(".cache")
INSTALL = ("install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
BUNDLE = (
    "--bundle",
    "--format=iife",
    "--loader:.jsx=jsx",
    "--jsx=automatic",
    "--outdir=built",
    '--define:process.env.NODE_ENV="development"',
    "--log-level=error",
)
DEADLINE_SECONDS = 180


class CannotBuild(Exception):
    """There is no npm here, or no registry that it reaches."""


def bundle(app: Path, page: str) -> Path:
    """The built script of a page; CannotBuild with the reason where that is not to be had."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(app.iterdir()))).hexdigest()[:16]
    wanted = CACHE / f"{digest}-{page}.js"
    if not wanted.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            for built in _build(app, Path(folder)):
                os.replace(built, CACHE / f"{digest}-{built.name}")
    return wanted


def serve(site: Site, app: Path, page: str) -> Site:
    """The shop's server with a page on it; without npm the test is skipped, or fails where REQUIRE_NODE=1."""
    try:
        site.files["/react.js"] = bundle(app, page)
    except CannotBuild as reason:
        message = f"the React shop cannot be built: {reason}"
        pytest.fail(message) if os.environ.get("REQUIRE_NODE") == "1" else pytest.skip(message)
    return site


def _build(app: Path, folder: Path) -> list[Path]:
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBuild("no npm on PATH (Debian: apt-get install npm)")
    shutil.copytree(app, folder, dirs_exist_ok=True)
    _run(folder, npm, *INSTALL)
    pages = [path.name for path in app.glob("*.jsx")]
    _run(folder, str(folder / "node_modules" / ".bin" / "esbuild"), *pages, *BUNDLE)
    return list((folder / "built").iterdir())


def _run(folder: Path, *command: str) -> None:
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=DEADLINE_SECONDS)
    if process.returncode != 0:
        raise CannotBuild(f"{' '.join(command[:2])} ended with {process.returncode}: {process.stderr[-500:]}")
