"""The clock of one process of this machine, moved from outside while it runs: by libfaketime, where it is installed.

https://github.com/wolfcw/libfaketime (Debian's package `faketime`): the library is loaded before all others and answers
for the machine's clock; how far it is off is read from a file, each time. What measures spans of time (the monotonic
clock: time-outs) goes on as it is. Pauses do not: version 0.9.10 takes the end of one, told by the monotonic clock, for
a time of day, so that `time.sleep` of Python 3.11 and later fails with EINVAL. Hence a process has such a clock only
for as long as a case moves it, and no case breaks anything meanwhile: an SDK that repeats a call pauses before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.checkouts import NotOffered

# The one for programs with threads, as the packages of Debian, Fedora, Alpine and its own `make install` put it.
NAMES = ("faketime/libfaketimeMT.so.1", "faketime/libfaketimeMT.so")
FOLDERS = ("/usr/lib", "/usr/lib/*-linux-*", "/usr/lib64", "/usr/local/lib", "/usr/local/lib/*-linux-*")
TAKE_PART = "libfaketime (Debian's package faketime), which moves a process's clock"


def library() -> Path | None:
    """Where libfaketime is; None where it is not."""
    root = Path("/")
    found = (path for folder in FOLDERS for name in NAMES for path in root.glob(f"{folder[1:]}/{name}"))
    return next(found, None)


class Clock:
    """A clock that is right until it is moved. `folder` is the process's own. NotOffered without libfaketime."""

    def __init__(self, folder: Path) -> None:
        found = library()
        if found is None:
            raise NotOffered(TAKE_PART)
        self._file = folder / "clock"
        self._set(0)
        self.variables = {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @contextmanager
    def ahead(self, seconds: int) -> Iterator[None]:
        """For this block the clock is so much ahead; behind, where the number is negative."""
        self._set(seconds)
        try:
            yield
        finally:
            self._set(0)

    def _set(self, seconds: int) -> None:
        """Written beside it and put in its place, so that nobody reads half of it."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{seconds:+d}\n", encoding="utf-8")
        beside.replace(self._file)
