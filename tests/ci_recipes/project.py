"""A clean copy of the project in which a recipe's shell steps run as on a CI machine, with the environment at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from harness.report.allure import html

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (".", "services/stripe_emulator/src", "services/checkout/src")
SECONDS = 240
FINGERPRINT = "import sys; sys.path.insert(0, '.'); from scripts import setup; print(setup.fingerprint(), end='')"
DROPPED = ("GITHUB_", "CI_", "GITLAB_", "JENKINS_", "BUILD_", "JOB_")


class Project:
    """The copy; `.venv` has this test's own interpreter, so that setting up finds nothing to do."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._bin = folder / "project", folder / "bin"
        _copy(self.folder)
        tools = self.folder / ".venv" / "bin"
        for place in (tools, self._bin):
            place.mkdir(parents=True)
        python = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
        _script(self._bin / "python3", python)
        _script(tools / "python", python)
        _script(tools / "checkout-harness", f'#!/bin/sh\nexec "{sys.executable}" -m harness.cli "$@"\n')
        stamp = self.sh(f'python3 -c "{FINGERPRINT}"', {}).stdout
        (self.folder / ".venv" / "checkout-harness.stamp").write_text(stamp, "utf-8")
        if html.CACHE.is_dir():
            (self.folder / ".cache").mkdir()
            (self.folder / ".cache" / "allure").symlink_to(html.CACHE)

    def sh(self, script: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a step as CIs do: a shell that ends at the first command that fails."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
        path = os.pathsep.join([str(self._bin), os.environ["PATH"]])
        sources = os.pathsep.join(str(self.folder / source) for source in SOURCES)
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**environment, "PATH": path, "PYTHONPATH": sources, **variables},
            timeout=SECONDS,
            check=False,
        )

    def must(self, script: str, variables: dict[str, str]) -> str:
        """Run a step that must succeed; what it printed."""
        ended = self.sh(script, variables)
        assert ended.returncode == 0, f"{script}\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"
        return ended.stdout


def _copy(target: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def _script(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o755)
