"""Which files a piece of work enters, in their order: a profiler's view of the way of one payment and of one case."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tests.project.import_graph import PACKAGES


@dataclass
class Walk:
    """The files entered, in order; a move is a call into another file than the one before."""

    files: list[str] = field(default_factory=list)
    _known: dict[CodeType, str] = field(default_factory=dict)

    def enter(self, frame: FrameType, event: str, _: Any) -> None:
        """For `sys.setprofile`."""
        if event != "call":
            return
        code = frame.f_code
        if code not in self._known:
            self._known[code] = _module(code.co_filename)
        entered = self._known[code]
        if entered and (not self.files or self.files[-1] != entered):
            self.files.append(entered)

    def rooms(self) -> list[str]:
        """The rooms of each package (its folders of the first level) in the order in which they were entered."""
        return list(dict.fromkeys(_room(name) for name in self.files))

    def folders(self) -> list[str]:
        """All folders that were entered."""
        return list(dict.fromkeys(name.rpartition("/")[0] for name in self.files))

    def __str__(self) -> str:
        return (
            f"{len(self.rooms())} rooms, {len(self.folders())} folders, {len(set(self.files))} files, "
            f"{len(self.files)} moves: {', '.join(self.rooms())}"
        )


@contextmanager
def recorded() -> Iterator[Walk]:
    """What this thread and those that it starts enter meanwhile."""
    walk, before = Walk(), sys.getprofile()
    threading.setprofile(walk.enter)
    sys.setprofile(walk.enter)
    try:
        yield walk
    finally:
        sys.setprofile(before)
        threading.setprofile(None)  # type: ignore[arg-type]


def _module(filename: str) -> str:
    path = Path(filename)
    for package, folder in PACKAGES.items():
        if path.is_relative_to(folder):
            return f"{package}/{path.relative_to(folder).as_posix()}"
    return ""


def _room(name: str) -> str:
    package, first, *rest = name.split("/")
    return f"{package}/{first}" if rest else f"{package}/{first.removesuffix('.py')}"
