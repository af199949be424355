"""The official clients, and tools built on them, fetched once into `.cache/clients` by this machine's package managers.

All are at fixed versions.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

CLI_VERSION = "1.52.0"
NODE_SDK_VERSION = "23.1.0"
PYTHON_SDK_VERSIONS = ("16.1.0", "15.6.2", "8.0.0")
# Tools that others built on Stripe, with the releases of what decides how they ask.
BILLING_E2E = ("billing-e2e==0.1.0", "stripe==16.1.0")
DJ_STRIPE = ("dj-stripe==2.11.0", "django==5.2.19", "stripe==15.6.2")
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "clients"
# Set to 1, a client that cannot be had is a failure instead of a skip.
REQUIRE = "REQUIRE_CLIENTS"
INSTALL_SECONDS = 300
QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0", "UV_LINK_MODE": "copy"}
NPM_OPTIONS = ("--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0")

BETTER_AUTH = (
    "@better-auth/stripe@1.7.6", "better-auth@1.7.6", "@better-auth/core@1.7.6", "better-call@1.4.0", "stripe@22.6.2",
)  # fmt: skip


class NotHere(Exception):
    """A client cannot be had on this machine, and why."""


@functools.cache
def stripe_cli() -> Path:
    """The binary of Stripe's command line tool."""
    package = _npm("cli", f"@stripe/cli@{CLI_VERSION}")
    for binary in sorted(package.glob("node_modules/@stripe/cli-*/bin/stripe*")):
        return binary
    raise NotHere(f"@stripe/cli {CLI_VERSION} has no binary for {sys.platform}")


@functools.cache
def node_sdk(wanted: str = NODE_SDK_VERSION) -> tuple[str, Path]:
    """Node and the folder whose `node_modules` holds the `stripe` package of this version."""
    return _program("node"), _npm("node-sdk", f"stripe@{wanted}")


@functools.cache
def better_auth() -> tuple[str, Path]:
    """Node and the folder whose `node_modules` holds better-auth, its Stripe plugin and stripe-node."""
    return _program("node"), _npm("better-auth", *BETTER_AUTH)


@functools.cache
def python_sdk(wanted: str) -> Path | None:
    """The folder of stripe-python of this version; None when the environment's own is that one."""
    if version("stripe") == wanted:
        return None
    return _once(f"stripe-{wanted}", lambda at: _run([*_python_installer(at), "--no-deps", f"stripe=={wanted}"]))


@functools.cache
def python_tool(requirements: tuple[str, ...]) -> Path:
    """A folder for PYTHONPATH with these packages and all that they need."""
    return _once(requirements[0].replace("==", "-"), lambda at: _run([*_python_installer(at), *requirements]))


def _npm(name: str, *requirements: str) -> Path:
    npm = _program("npm")
    folder = f"{name}-{requirements[0].rpartition('@')[2]}"
    return _once(folder, lambda at: _run([npm, "install", *NPM_OPTIONS, "--prefix", str(at), *requirements]))


def _python_installer(folder: Path) -> list[str]:
    uv = shutil.which("uv")
    tool = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    return [*tool, "--quiet", "--target", str(folder)]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotHere(f"{name} is not on PATH")
    return found


def _once(name: str, install: Callable[[Path], None]) -> Path:
    """The folder of this name in the cache, installed by the first process that needs it; whole or not at all."""
    folder, part = CACHE / name, CACHE / f"{name}.part"
    CACHE.mkdir(parents=True, exist_ok=True)
    with _locked(CACHE / "lock"):
        if not folder.is_dir():
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            install(part)
            part.rename(folder)
    return folder


def _run(command: Sequence[str]) -> None:
    try:
        ended = subprocess.run(
            command, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotHere(f"{' '.join(command[:3])} took longer than {INSTALL_SECONDS} s") from error
    if ended.returncode:
        raise NotHere(f"{' '.join(command)} ended with {ended.returncode}: {ended.stderr.strip()[-600:]}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time, whichever worker it belongs to; the lock of a dead one is free."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
