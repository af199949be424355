"""The reports folder as one run of pytest has it: by a lock of its own, or by that of the gate that started it."""

import os
import sys
from pathlib import Path

from harness.core import run_identity
from harness.run import reports_lock
from harness.run.reports_lock import Held, ReportsLock
from harness.stack.logs import LogFolder

GONE = "the gate that started this run is gone"


class RunFolder:
    """Who may write into `folder`; `gate_run` is what the gate calls this run, None without a gate."""

    def __init__(self, folder: Path, gate_run: str | None, command: str) -> None:
        self.folder, self.run = folder, gate_run or run_identity.draw()
        self._of_gate, self._parent = gate_run is not None, os.getppid()
        self._lock = ReportsLock(folder, self.run, command)
        self._taken = False
        self._logs: LogFolder | None = None

    def take(self) -> None:
        """Take the folder, or see that the gate has it; Held when neither is so. The second time it looks again.

        A gate whose guard was killed still holds the folder, and writes the verdict itself: so the parent is asked too.
        """
        if self._of_gate:
            if self.orphaned() or not reports_lock.is_held_for(self.folder, self.run):
                raise Held(f"expected a gate that holds {self.folder} for run {self.run}, got none: {GONE}")
        elif not self._taken:
            self._lock.take()
            self._taken = True

    def logs(self) -> Path:
        """The folder of this run's logs alone."""
        if self._logs is None:
            self._logs = LogFolder(self.folder / "stack", self.run)
        return self._logs.path

    def written(self) -> dict[str, str]:
        """The logs of this run so far, by the part that writes them; of a stack that did not start, too."""
        logs = sorted(self._logs.path.glob("*.log")) if self._logs is not None else ()
        return {log.stem: str(log) for log in logs}

    def orphaned(self) -> str:
        """Why nobody waits for this run's verdict; empty while the gate's guard lives, and without a gate."""
        if self._of_gate and sys.platform != "win32" and os.getppid() != self._parent:
            return GONE
        return ""

    def give_back(self) -> None:
        """When the run is over."""
        if self._logs is not None:
            self._logs.close()
        self._lock.release()
