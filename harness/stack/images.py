"""The container images of the stack: had from `python -m scripts.images`, which builds what changed."""

import os
import subprocess
import sys
from pathlib import Path

from harness.stack.failure import StackFailure

ROOT = Path(__file__).resolve().parents[2]
HINT = "run `make images` by hand; `make images OFFLINE=1` builds them without a registry of images"


def ensure(*names: str, offline: bool = False, log: Path) -> dict[str, str]:
    """The tags of these images by name (localstack, localstack-stock, checkout); StackFailure when one cannot be had.

    A tenth of a second when they are there; a minute or more when they have to be built. `log` tells what was done.
    """
    if not (ROOT / "docker").is_dir():
        raise StackFailure("container images", f"the project's files in {ROOT}", "an installed package only", HINT)
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "scripts.images", *(["--offline"] if offline else []), *names]
    with log.open("wb") as told:
        done = subprocess.run(
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=told, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    if done.returncode != 0:
        expected = f"the images {', '.join(names)}"
        raise StackFailure("container images", expected, f"exit status {done.returncode}", HINT, log)
    return dict(line.split() for line in done.stdout.splitlines())
