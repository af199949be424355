"""The Docker engine, by its command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

PULL_FIRST_SECONDS, PULL_SECONDS = 15.0, 1800.0
LAST_LINES = 25


class Unavailable(RuntimeError):
    """An image cannot be had; the message says what was tried, what came, and what helps."""


def run(*arguments: str, log: Path | None = None) -> str:
    """Run `docker ...` and give its output; Unavailable with the last lines of it when it fails."""
    return command(["docker", *arguments], hint="`docker info` says whether an engine answers", log=log)


def command(words: Sequence[str], *, hint: str, log: Path | None = None) -> str:
    """Run a command and give its output, standard error included; Unavailable when it fails or is not there."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except FileNotFoundError as error:
        raise Unavailable(f"expected the command {words[0]}; it is not installed. Hint: {hint}") from error
    if log is not None:
        log.write_text(done.stdout, "utf-8")
    if done.returncode != 0:
        last = "\n".join(f"  | {line}" for line in done.stdout.splitlines()[-LAST_LINES:])
        raise Unavailable(f"{' '.join(words)}: exit status {done.returncode}\n{last}\n  Hint: {hint}")
    return done.stdout


def has(image: str) -> bool:
    """Whether the engine has this image."""
    done = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    return done.returncode == 0


def name_latest(tag: str) -> None:
    """Let `latest` be this image: another tree with other contents may have built one of that name since."""
    run("tag", tag, f"{tag.partition(':')[0]}:latest")


def pull(image: str) -> bool:
    """Whether the image could be pulled; a registry that says nothing for 15 s is given up."""
    tell(f"pulling {image} ...")
    words = ["docker", "pull", image]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        lines: Queue[str] = Queue()
        Thread(target=_read, args=(child.stdout, lines), daemon=True).start()
        try:
            first = lines.get(timeout=PULL_FIRST_SECONDS)
            child.wait(PULL_SECONDS)
        except (Empty, subprocess.TimeoutExpired):
            first = "no answer in time"
            child.kill()
        status = child.wait()
    if status != 0:
        tell(f"pulling {image} was refused: {first.strip()[:200]}")
    return status == 0


def _read(stream: IO[str] | None, lines: Queue[str]) -> None:
    for line in stream or ():
        lines.put(line)
    lines.put("")


def tell(line: str) -> None:
    """Say what happens, on standard error: standard output is the names of the images."""
    print(f"images: {line}", file=sys.stderr, flush=True)
