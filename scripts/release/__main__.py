"""Build the wheels into `dist/` and the images where an engine answers, and check the wheels in a fresh environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import setup
from scripts.release import wheels

DIST = setup.ROOT / "dist"
MODULES = ("harness.cli", "stripe_emulator.app", "checkout.app", "localstack_loader")
# Commands that must end with exit status 0, from an empty folder, where the lock and the wheels are installed.
CHECKS = (
    ("python", "-c", f"import {', '.join(MODULES)}"),
    ("checkout-harness", "--version"),
    ("checkout-harness", "--help"),
    ("stripe-emulator", "--help"),
    ("checkout-harness", "gate", "--quick", "--stack=embedded"),
)


def main() -> int:
    """0 when everything was built and works, 1 when not. Publishes nothing."""
    shutil.rmtree(DIST, ignore_errors=True)
    built = wheels.build(DIST)
    for path in built.values():
        print(f"built {path.relative_to(setup.ROOT)} ({path.stat().st_size / 1024:.0f} KB)", flush=True)
    good = images()
    with tempfile.TemporaryDirectory(prefix="release-") as place:
        environment = wheels.Environment(Path(place, "environment"))
        environment.install_dependencies()
        environment.install(*built.values())
        work = Path(place, "work")
        work.mkdir()
        for check in CHECKS:
            good = passed(environment, check, work) and good
    print(f"release: {'everything works' if good else 'FAILED'}; nothing was published")
    return 0 if good else 1


def images() -> bool:
    """Build the images, or say why there are none; False when a build failed."""
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode
    ):
        print("no images: no Docker engine answers", flush=True)
        return True
    offline = ["--offline"] if os.environ.get("OFFLINE") else []
    command = [sys.executable, "-m", "scripts.images", *offline]
    return subprocess.run(command, cwd=setup.ROOT, check=False).returncode == 0


def passed(environment: wheels.Environment, check: tuple[str, ...], work: Path) -> bool:
    """Run one check and say how it ended; its last lines where it failed."""
    ended = environment.run(*check, cwd=work)
    print(f"{'ok    ' if ended.returncode == 0 else 'FAILED'} {' '.join(check)}", flush=True)
    if ended.returncode != 0:
        print("\n".join(ended.stdout.splitlines()[-30:]), flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
