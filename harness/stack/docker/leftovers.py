"""What a run leaves on the Docker engine is found by its labels, and removed when its process is gone.

`leftovers.py RUN`, with a pipe as standard input, first removes what earlier runs left that ended without a word; when
the pipe closes (the starter ended, even by SIGKILL), it removes everything of its own run. Run as a file with
`python -I -S`, so it starts in a few milliseconds; standard library only, and the `docker` command.
"""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABEL = "checkout-harness"
RUN, HOST, PID, BEGAN, KEPT = (f"{LABEL}.{name}" for name in ("run", "host", "pid", "began", "kept"))
# How each kind of thing is listed; removed in this order, for a network goes after the containers in it.
LISTS = {"container": ("ps", "--all"), "network": ("network", "ls"), "volume": ("volume", "ls")}
REMOVALS = {"container": ("rm", "--force", "--volumes"), "network": ("network", "rm"), "volume": ("volume", "rm")}
NAMES = {"container": ".ID", "network": ".ID", "volume": ".Name"}
KEEP = "--keep"
ROUNDS = 5
# Somebody else removed it, or does so now.
GONE = re.compile(r"no such|not found|already in progress|exit status", re.IGNORECASE)


@dataclass(frozen=True)
class Thing:
    """A container, network or volume of a run."""

    kind: str
    id: str
    run: str
    host: str
    pid: str
    began: str
    keep: str


def labels(run: str, *, keep: bool) -> dict[str, str]:
    """The labels of everything that this process starts for the run."""
    pid = os.getpid()
    return {RUN: run, HOST: this_host(), PID: str(pid), BEGAN: began(pid), KEPT: "yes" if keep else "no"}


def this_host() -> str:
    """Where process ids mean the same processes: this machine, and in a container this container."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = "no namespaces"
    return f"{platform.node()} {space}"


def began(pid: int) -> str:
    """When the process began, as another one of the same id did not; empty when there is no such process."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
        return "" if fields[0] == "Z" else f"{boot} {fields[19]}"
    except OSError:
        pass
    if Path("/proc/self/stat").exists():
        return ""
    try:
        process = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    except OSError:
        return "this system does not tell"  # equal for every process: nobody's things are taken for a dead run's
    return process.stdout.strip()


def things() -> Iterator[Thing]:
    """Everything of any run that the engine has."""
    for kind, words in LISTS.items():
        columns = "\t".join(f'{{{{.Label "{label}"}}}}' for label in (RUN, HOST, PID, BEGAN, KEPT))
        listed = docker(*words, "--filter", f"label={RUN}", "--format", f"{{{{{NAMES[kind]}}}}}\t{columns}")
        for line in listed.splitlines():
            yield Thing(kind, *line.split("\t"))


def dead(thing: Thing) -> bool:
    """Whether its run ended without removing it: started here, not to be kept, and its process is gone."""
    ours = thing.keep == "no" and thing.host == this_host() and thing.pid.isdigit()
    return ours and began(int(thing.pid)) != thing.began


def remove(wanted: Callable[[Thing], bool]) -> list[Thing]:
    """Remove what is wanted, and tell what that was."""
    chosen = [thing for thing in things() if wanted(thing)]
    for kind, words in REMOVALS.items():
        ids = [thing.id for thing in chosen if thing.kind == kind]
        if ids:
            docker(*words, *ids)
    return chosen


def docker(*words: str) -> str:
    """What `docker ...` prints; OSError when it fails for another reason than that the thing is gone."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    failures = [line for line in done.stderr.splitlines() if not GONE.search(line)]
    if done.returncode != 0 and failures:
        raise OSError(f"docker {' '.join(words)}: {' '.join(failures)}")
    return done.stdout


def main() -> None:
    """Sweep, then wait for the end of the starter and remove its run."""
    run = sys.argv[1]
    _remove_all(dead)
    while os.read(0, 4096):
        continue
    if KEEP not in sys.argv:
        _remove_all(lambda thing: thing.run == run)


def _remove_all(wanted: Callable[[Thing], bool]) -> None:
    """Remove until nothing is found any more: the engine may still be making what it was asked for."""
    for _ in range(ROUNDS):
        try:
            removed = remove(wanted)
        except OSError as error:
            print(error, flush=True)
            continue
        for thing in removed:
            print(f"removed {thing.kind} {thing.id} of run {thing.run}", flush=True)
        if not removed:
            return


if __name__ == "__main__":
    main()
