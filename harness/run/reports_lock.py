"""The lock of a reports folder: one run writes into it at a time, and who comes second learns who holds it.

The operating system lets go of it when its holder ends, however it ends; a note beside it says who that is.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

NAME, NOTE = ".lock", ".lock.json"
# Whoever only looks whether it is held has it for a moment.
PATIENCE_SECONDS = 0.5
HINT = "wait until that one has ended, or give this one a folder of its own: --reports=FOLDER"


@dataclass(frozen=True)
class Holder:
    """Who writes into a folder: process, run, command line, and since when (ISO, UTC)."""

    pid: int
    run: str
    command: str
    since: str

    def description(self) -> str:
        """All of it in a few words."""
        return f"held since {self.since} by process {self.pid} (run {self.run}: {self.command})"


class Held(RuntimeError):
    """Another run writes into the folder."""


class ReportsLock:
    """The right to write into a folder, for one run; a context manager that gives it back."""

    def __init__(self, folder: Path, run: str, command: str) -> None:
        self.folder, self.run, self.command = folder, run, command
        self._lock = FileLock(folder / NAME, timeout=PATIENCE_SECONDS, thread_local=False)

    def take(self) -> None:
        """Take it; Held when another run has it, OSError when the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(poll_interval=0.05)
        except Timeout:
            raise Held(_message(self.folder)) from None
        try:
            self._note()
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Give it back; nothing when it was not taken."""
        if self._lock.is_locked:
            (self.folder / NOTE).unlink(missing_ok=True)
            self._lock.release()

    def _note(self) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        draft = self.folder / f"{NOTE}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(Holder(os.getpid(), self.run, self.command, since))), "utf-8")
        draft.replace(self.folder / NOTE)

    def __enter__(self) -> "ReportsLock":
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(folder: Path) -> Holder | None:
    """Who the note says has the folder; None without a note that can be read."""
    try:
        return Holder(**json.loads((folder / NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_held_for(folder: Path, run: str) -> bool:
    """Whether a process that lives holds the folder for this run."""
    noted = holder(folder)
    if noted is None or noted.run != run:
        return False
    try:
        with FileLock(folder / NAME, timeout=0, thread_local=False):
            return False
    except Timeout:
        return True


def _message(folder: Path) -> str:
    noted = holder(folder)
    got = noted.description() if noted else "held by a process that left no note"
    return f"expected reports that no other run writes, got {folder}, {got}. Hint: {HINT}"
