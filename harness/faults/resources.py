"""What the processes of a checkout hold: open files and sockets, threads, memory. Read from outside, by their ids."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

MIB = 1024 * 1024
# What may grow while so many stories are told, as a share of their number. What is left behind by each grows by as
# many, while a pool fills up to ten or so, however often it is used (`maxsize` of urllib3 and `max_pool_connections` of
# botocore are 10, and few shops have more threads for one shopper). So tell more than twenty stories.
SHARE = 0.5
FEWEST_STORIES = 21
# Memory for each story. A heap grows by tens of MiB before it is collected (V8's), and arenas fill: this is for what
# keeps whole pages or answers.
MEMORY_EACH = 4 * MIB


@dataclass(frozen=True)
class Resources:
    """Open files (sockets, too), threads, and bytes of memory, of all processes of one checkout."""

    files: int = 0
    threads: int = 0
    memory: int = 0

    def left_by(self, stories: int, before: Resources) -> list[str]:
        """What grew by more than it may while so many stories were told, in words."""
        grown = {"open files and sockets": (before.files, self.files), "threads": (before.threads, self.threads)}
        found = [f"{was} {name} became {now}" for name, (was, now) in grown.items() if now - was > stories * SHARE]
        if self.memory - before.memory > stories * MEMORY_EACH:
            found.append(f"{before.memory // MIB} MiB of memory became {self.memory // MIB}")
        return found


def of_processes(leader: int) -> Resources:
    """What a process and all that it has started hold now; those that end meanwhile hold nothing."""
    files = threads = memory = 0
    for process in _family(leader):
        with contextlib.suppress(psutil.NoSuchProcess), process.oneshot():
            files += process.num_fds()
            threads += process.num_threads()
            memory += process.memory_info().rss
    return Resources(files, threads, memory)


def _family(leader: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        first = psutil.Process(leader)
        yield first
        yield from first.children(recursive=True)
