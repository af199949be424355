"""The wheels: building them, and installing them into an environment that has nothing of this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from scripts import setup


def build(folder: Path) -> dict[str, Path]:
    """Build the wheel of every package into `folder`, with the build backend of this environment; needs no network.

    The wheels by distribution name, as `checkout_harness`. CalledProcessError with the backend's output on stderr.
    """
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder.resolve())]
    for package in setup.PACKAGES:
        subprocess.run(command, cwd=setup.ROOT / package, check=True, stdout=subprocess.DEVNULL)
    return {path.name.partition("-")[0]: path for path in sorted(folder.glob("*.whl"))}


class Environment:
    """A virtual environment in `folder`, empty at first."""

    def __init__(self, folder: Path) -> None:
        venv.EnvBuilder(symlinks=os.name != "nt").create(folder)
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / ("python.exe" if os.name == "nt" else "python")

    def install(self, *wheels: Path) -> None:
        """Install wheels without what they depend on."""
        setup.install("--no-deps", *map(str, wheels), python=self.python)

    def install_dependencies(self) -> None:
        """Install what the lock says, as `scripts/setup.py` does."""
        setup.install("--require-hashes", "-r", str(setup.ROOT / "requirements.txt"), python=self.python)

    def run(self, name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment to its end; nothing of this process's Python settings reaches it."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_"))
        }
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        return subprocess.run(
            [str(self.bin / name), *arguments],
            cwd=cwd,
            env={**environment, "PATH": path},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
