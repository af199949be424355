"""The container images of the stack: had from `python -m scripts.images`, which builds what changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

from harness.stack.base.failure import StackFailure

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "scripts" / "images"
# How the names of our own images begin.
PREFIX = "checkout-harness/"
UNBUILT = "the images are not built yet (make images)"
# What `scripts.images --there` says.
NOT_BUILT, DOCKER_PREFIX = "is not built yet", "  | "
# Set to anything: no registry of images is asked, as in `make images OFFLINE=1`.
OFFLINE = "OFFLINE"
HINT = "run `make images` by hand; `make images OFFLINE=1` builds them without a registry of images"


def ensure(*names: str, offline: bool = False, log: Path) -> dict[str, str]:
    """The tags of these images by name (localstack, localstack-stock, checkout); StackFailure when one cannot be had.

    A tenth of a second when they are there; a minute or more when they have to be built. `log` tells what was done.
    """
    if not SCRIPTS.is_dir():
        raise StackFailure("container images", f"the project's files in {ROOT}", "an installed package only", HINT)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stderr:
        done = _images(*(["--offline"] if offline else []), *names, stderr=stderr)
    if done.returncode != 0:
        expected = f"the images {', '.join(names)}"
        raise StackFailure("container images", expected, f"exit status {done.returncode}", HINT, log)
    return dict(line.split() for line in done.stdout.splitlines())


def find(*names: str) -> tuple[dict[str, str], str]:
    """The tags of those that are there, and why the others are not, in a line; empty when none is missing.

    Builds nothing; a tenth of a second.
    """
    if not SCRIPTS.is_dir():
        return {}, "the images are built from the project's files, and this is an installed package only"
    if shutil.which("docker") is None:
        return {}, "there is no docker command"
    done = _images("--there", *names, stderr=subprocess.PIPE)
    there = dict(line.split() for line in done.stdout.splitlines())
    return there, "" if done.returncode == 0 else _why_not(done.stderr)


def _why_not(output: str) -> str:
    if NOT_BUILT in output:
        return UNBUILT
    lines = [line.strip(" |") for line in output.splitlines() if line.startswith(DOCKER_PREFIX)]
    return f"no Docker engine answers ({[*filter(None, lines), 'nothing told'][0]})"


def _images(*arguments: str, stderr: int | IO[bytes]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "scripts.images", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
