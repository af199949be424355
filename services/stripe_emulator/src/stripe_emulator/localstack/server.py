"""The emulator as a process of its own beside LocalStack: started, awaited, stopped."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import deque
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

LOG = logging.getLogger(__name__)
READY = "ready "
# It writes its state at its end; `docker stop` kills after ten seconds.
READY_SECONDS, END_SECONDS = 20.0, 6.0
LAST_LINES = 10


class NotServing(RuntimeError):
    """The emulator does not serve; the message has the reason."""


class EmulatorServer:
    """`python -m stripe_emulator` on a free loopback port; it shares no interpreter lock with LocalStack."""

    def __init__(self, seed: str | None = None, state: Path | None = None) -> None:
        """`state` is the file that it goes on from and writes at its end."""
        self._seed, self._state = seed, state
        self._child: subprocess.Popen[str] | None = None
        self._ready = Event()
        self._port: int | None = None
        self._lines: deque[str] = deque(maxlen=LAST_LINES)

    def start(self) -> None:
        """Start the process; `port` waits until it serves."""
        command = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--until-stdin-closes"]
        if self._seed:
            command += ["--seed", self._seed]
        if self._state:
            command += ["--state", str(self._state)]
        self._ready.clear()
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": _search_path(), "PYTHONUNBUFFERED": "1"},
        )
        self._reader = Thread(target=self._read, args=(self._child,), name="stripe-emulator-output", daemon=True)
        self._reader.start()

    def port(self) -> int:
        """The port once it serves; NotServing when it ended or is not ready in time."""
        if not self._ready.wait(READY_SECONDS):
            raise NotServing(f"expected the line '{READY}...' within {READY_SECONDS:g} s; got {self._output()}")
        status = self._child.poll() if self._child else None
        if self._port is None or status is not None:
            raise NotServing(f"the emulator ended with exit status {status}; its last lines: {self._output()}")
        return self._port

    def stop(self) -> None:
        """Terminate the process, and kill it after a deadline."""
        child, self._child, self._port = self._child, None, None
        if child is None:
            return
        child.terminate()
        try:
            child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(END_SECONDS)
        self._reader.join(END_SECONDS)
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()

    def _read(self, child: subprocess.Popen[str]) -> None:
        for line in child.stdout or ():
            if line.startswith(READY):
                self._port = urlsplit(line[len(READY) :].strip()).port
                self._ready.set()
            else:
                self._lines.append(line.rstrip())
                LOG.warning("%s", line.rstrip())
        child.wait()
        self._ready.set()

    def _output(self) -> str:
        return " | ".join(self._lines) or "no output at all"


def _search_path() -> str:
    """The emulator's own packages first, then LocalStack's, whose loader adds folders at run time."""
    own = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(dict.fromkeys([own, *filter(None, sys.path)]))
