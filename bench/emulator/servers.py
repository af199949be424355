"""The measured servers as processes of their own, each on a free loopback port, each ended on leaving the block."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.stack.processes.ports import free_port, listening

ROOT = Path(__file__).resolve().parents[2]
STOCK = "localstack-localstripe==1.15.6.post1"
STOCK_HOME = ROOT / ".cache" / "stock"
# Where the stock engine keeps its store, whatever TMPDIR says.
STOCK_STATE = Path("/tmp/localstripe.pickle")
START_SECONDS = 20.0
END_SECONDS = 5.0


class ServerError(RuntimeError):
    """A server to measure could not be had."""


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process id, and the seconds from its start until it was ready."""

    port: int
    pid: int
    ready_seconds: float

    @property
    def memory_bytes(self) -> int:
        """The resident memory of the process."""
        process = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True)
        return int(process.stdout) * 1024


@contextmanager
def emulator() -> Iterator[Server]:
    """Our emulator, ready when it says so."""
    with _telling([sys.executable, "-m", "stripe_emulator", "--port", "0"]) as server:
        yield server


@contextmanager
def tap(upstream: Server) -> Iterator[Server]:
    """The tap before another server."""
    url = f"http://127.0.0.1:{upstream.port}"
    with _telling([sys.executable, "-m", "harness.tap", "--listen", "127.0.0.1:0", "--upstream", url]) as server:
        yield server


@contextmanager
def empty() -> Iterator[Server]:
    """A Starlette server that does nothing."""
    with _listening([sys.executable, "-m", "bench.emulator.empty"]) as server:
        yield server


@contextmanager
def stock() -> Iterator[Server]:
    """The stock engine, with an empty store."""
    before = STOCK_STATE.exists()
    try:
        with _listening([str(_installed()), "--from-scratch"]) as server:
            yield server
    finally:
        if not before:
            STOCK_STATE.unlink(missing_ok=True)


@contextmanager
def _telling(command: Sequence[str]) -> Iterator[Server]:
    """A server that prints where it is once it serves."""
    began = time.perf_counter()
    with _process(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        line = child.stdout.readline().decode()
        if not line.startswith("ready "):
            raise ServerError(f"{command[2]}: expected a line 'ready ...', got {line!r}")
        yield Server(int(line.rpartition(":")[2]), child.pid, time.perf_counter() - began)


@contextmanager
def _listening(command: Sequence[str]) -> Iterator[Server]:
    port, began = free_port(), time.perf_counter()
    with _process([*command, "--port", str(port)]) as child:
        while not listening(port):
            if child.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise ServerError(f"expected {command} to listen on {port}, it does not (exit status {child.poll()})")
            time.sleep(0.02)
        yield Server(port, child.pid, time.perf_counter() - began)


@contextmanager
def _process(command: Sequence[str], stdout: int | None = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, stdout=stdout, stderr=log, cwd=ROOT)
        try:
            yield child
        except BaseException:
            log.seek(0)
            print(log.read()[-2000:].decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            child.terminate()
            try:
                child.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.stdout is not None:
                child.stdout.close()


def _installed() -> Path:
    """The command of the stock engine, installed by pip or uv into an environment of its own on first use."""
    folder = STOCK_HOME / ("Scripts" if os.name == "nt" else "bin")
    command, python, uv = folder / "localstripe", folder / "python", shutil.which("uv")
    if not command.exists():
        print(f"installing {STOCK} into {STOCK_HOME.relative_to(ROOT)} ...", flush=True)
        venv.EnvBuilder(with_pip=uv is None, clear=True).create(STOCK_HOME)
        tool = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
        try:
            subprocess.run([*tool, "--quiet", STOCK], check=True)
        except subprocess.CalledProcessError as error:
            raise ServerError(f"{STOCK} could not be installed (is there a package index?): {error}") from error
    return command
