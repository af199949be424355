"""A compose command: the plugin of the docker command, else the same program from a pinned package."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.images.catalogue import FILES, ROOT
from scripts.images.engine import command
from scripts.images.wheels import CACHE, pip

LOCK = FILES / "compose.txt"
HINT = "install Docker's compose plugin (docs.docker.com/compose/install), version 2 or newer"
OLDEST = 2


def find() -> list[str]:
    """The words that compose's own words follow; Unavailable when there is none and none can be had."""
    plugin = ["docker", "compose"]
    if major(plugin) >= OLDEST:
        return plugin
    own = CACHE.parent / "compose" / _version() / ("docker-compose.exe" if os.name == "nt" else "docker-compose")
    if not own.is_file():
        _install(own)
    return [str(own)]


def major(words: list[str]) -> int:
    """The first number of a compose command's version; 0 when there is no such command."""
    try:
        done = subprocess.run([*words, "version", "--short"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    number = done.stdout.strip().lstrip("v").partition(".")[0]
    return int(number) if done.returncode == 0 and number.isdigit() else 0


def run(words: list[str], *arguments: str, quiet: bool = False) -> int:
    """Run compose on the project's file, its output as it comes or not at all; its exit status."""
    return subprocess.run([*words, *_project(), *arguments], capture_output=quiet, check=False).returncode


def output(words: list[str], *arguments: str) -> str:
    """What compose prints; Unavailable when it fails."""
    return command([*words, *_project(), *arguments], hint="`docker compose config` names what is wrong in the file")


def tell(line: str) -> None:
    """Say what happens, on standard error as compose does."""
    print(f"compose: {line}", file=sys.stderr, flush=True)


def _project() -> list[str]:
    return ["--project-directory", str(ROOT)]


def _version() -> str:
    return LOCK.read_text("utf-8").partition("==")[2].split()[0]


def _install(program: Path) -> None:
    """By its hash, beside nothing of the user's: neither ~/.docker nor this project's environment changes."""
    tell(f"no `docker compose` of version {OLDEST} or newer: installing {LOCK.read_text('utf-8').split()[0]} ...")
    program.parent.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent.parent) as place:
        words = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
        command([*pip(), *words, "--require-hashes", f"--prefix={place}", f"--requirement={LOCK}"], hint=HINT)
        made = next(Path(place).rglob(program.name))
        program.parent.mkdir(exist_ok=True)
        made.replace(program)
