"""One local process of the stack: started under a guard, its log kept, awaited, ended with its group."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from harness.stack.base.failure import StackBroke, StackFailure
from harness.stack.base.http_probe import health
from harness.stack.processes import group, guard

POLL_SECONDS = 0.05
END_SECONDS = 5.0
T = TypeVar("T")


class Process:
    """A command under the guard; `close()` ends it and whatever it started, and nothing else."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
        hint: str = "",
    ) -> None:
        self.name, self.command, self.log = name, list(command), log
        self.hint = hint or f"run the command by hand: {' '.join(self.command)}"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.unlink(missing_ok=True)  # whoever still writes into an earlier file of that name keeps it
        self._output = log.open("x+b")
        guarded = [sys.executable, "-I", "-S", guard.__file__, *self.command]
        self._child = subprocess.Popen(
            guarded,
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env={**(os.environ if env is None else env), "PYTHONUNBUFFERED": "1"},
            cwd=cwd,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id of the guard, which leads the command's process group."""
        return self._child.pid

    def status(self) -> int | None:
        """The exit status, or None while it runs."""
        return group.status_of(self._child)

    def broke(self) -> StackBroke | None:
        """What to say when it ended by itself."""
        status = self.status()
        got = f"it ended with exit status {status}"
        return None if status is None else StackBroke(self.name, "it runs to the end", got, self.hint, self.log)

    def wait_for_line(self, prefix: str, deadline: float) -> str:
        """What follows the prefix on the first log line that starts with it."""

        def look() -> str | None:
            lines = self._written().splitlines(keepends=True)
            found = [line for line in lines if line.startswith(prefix) and line.endswith("\n")]
            return found[0][len(prefix) :].strip() if found else None

        return self._await(look, f"a line '{prefix}...' within {deadline:g} s", deadline)

    def wait_for_health(self, url: str, deadline: float) -> None:
        """Wait until GET url answers 200."""
        last = "no answer at all"

        def look() -> bool | None:
            nonlocal last
            healthy, last = health(url, timeout=deadline)
            return healthy or None

        self._await(look, f"GET {url} to answer 200 within {deadline:g} s", deadline, lambda: last)

    def close(self) -> None:
        """End the group, also when the guard or the command ended before; ask first, insist after a deadline."""
        group.end(self._child, END_SECONDS)
        if self._child.stdin is not None:
            self._child.stdin.close()
        self._output.close()

    def _written(self) -> str:
        """What this process wrote: read from the file that was made for it, whatever the name leads to by now."""
        if sys.platform == "win32":
            return self.log.read_text(encoding="utf-8", errors="replace")
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), size, 0).decode("utf-8", errors="replace")

    def _await(self, look: Callable[[], T | None], expected: str, deadline: float, last: Callable[[], str] = str) -> T:
        end = time.monotonic() + deadline
        while True:
            ended = self.status()  # before looking: who answers for a process that ended is somebody else
            value = look()
            if ended is not None:
                raise self._failure(expected, f"the process ended with exit status {ended}")
            if value is not None:
                return value
            if time.monotonic() > end:
                raise self._failure(expected, f"still not so; last answer: {last() or 'none'}")
            time.sleep(POLL_SECONDS)

    def _failure(self, expected: str, got: str) -> StackFailure:
        return StackFailure(self.name, expected, got, self.hint, self.log)
