"""Where a stack writes its logs: a folder of its own for each run, of which the last few are kept."""

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

KEPT = 5
LOCK = ".lock"


class LogFolder:
    """A folder that only this run writes; while it is open, nobody clears it away."""

    def __init__(self, parent: Path, run: str) -> None:
        """Make it, and remove the oldest of those whose runs have ended; OSError when it cannot be made."""
        self.path = parent / run
        self.path.mkdir(parents=True)
        self._lock = FileLock(self.path / LOCK, timeout=0, thread_local=False)
        self._lock.acquire()
        prune(parent)

    def close(self) -> None:
        """From here on it may be cleared away by a later run."""
        self._lock.release()


def prune(parent: Path, keep: int = KEPT) -> None:
    """Remove all but the last few folders; names sort by time, and one that is still open stays."""
    folders = sorted(path for path in parent.iterdir() if path.is_dir())
    for folder in folders[:-keep]:
        try:
            with FileLock(folder / LOCK, timeout=0, thread_local=False):
                shutil.rmtree(folder, ignore_errors=True)
        except (Timeout, OSError):  # open, gone already, or not ours to remove
            continue
