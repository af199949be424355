"""A machine of a test's own: a folder of stand-ins that is the whole PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "bash",
    "mktemp",
    "timeout",
    "tail",
    "cut",
    "sleep",
    "cat",
    "rm",
    "touch",
    "chmod",
    "cp",
    "dirname",
)
RUN = ". scripts/engine.sh\ntrap engine_stop EXIT\n"
SECONDS = 20.0


class Machine:
    """A PATH with stand-ins."""

    def __init__(self, place: Path) -> None:
        self.place, self.bin = place, place / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.add("id", "echo 0\n")

    def add(self, name: str, body: str) -> None:
        """A command that is this script."""
        (self.bin / name).write_text(f"#!{self.bin / 'bash'}\n{body}", "utf-8")
        (self.bin / name).chmod(0o755)

    def run(self, script: str, seconds: str = "10") -> subprocess.CompletedProcess[str]:
        """Run CI's part about the engine, then this."""
        with self.started(script, seconds) as process:
            out, err = process.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(script, process.returncode, out, err)

    def started(self, script: str, seconds: str = "10") -> subprocess.Popen[str]:
        """The same, while it runs."""
        env = {"PATH": str(self.bin), "PLACE": str(self.place), "ENGINE_SECONDS": seconds, "TMPDIR": str(self.place)}
        words = [str(self.bin / "bash"), "-euo", "pipefail", "-c", RUN + script]
        return subprocess.Popen(words, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def pid(self) -> int | None:
        """The process of dockerd, when one was started."""
        file = self.place / "pid"
        return int(file.read_text("utf-8")) if file.exists() and file.read_text("utf-8").strip() else None


def alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
