"""One emulator process per session (and xdist worker), one account per test."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.stripe_emulator.client import TIMEOUT_SECONDS, Account, eventually
from tests.stripe_emulator.receiver import Receiver

START_SECONDS = 20.0
_numbers = itertools.count(1)


def _ready_line(log: Path, process: subprocess.Popen[bytes]) -> str | None:
    text = log.read_text(encoding="utf-8", errors="replace")
    assert process.poll() is None, f"the emulator ended with {process.returncode}:\n{text[-3000:]}"
    lines = [line for line in text.splitlines(keepends=True) if line.startswith("ready ") and line.endswith("\n")]
    return lines[0].removeprefix("ready ").strip() if lines else None


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an emulator served by `python -m stripe_emulator`."""
    log = tmp_path_factory.mktemp("emulator") / "emulator.log"
    command = [sys.executable, "-m", "stripe_emulator", "--host", "127.0.0.1", "--port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        try:
            ready = eventually(lambda: _ready_line(log, process), reason="a ready line", deadline=START_SECONDS)
            yield ready.rstrip("/")
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """Plain HTTP, no environment proxies, redirects not followed."""
    limits = httpx.Limits(max_connections=100)
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits) as client:
        yield client


@pytest.fixture
def new_account(emulator: str, http: httpx.Client, worker_id: str) -> Callable[[], Account]:
    """Makes accounts that nothing else uses: call it without arguments."""

    def make() -> Account:
        return Account(f"{worker_id}x{os.getpid()}x{next(_numbers)}", emulator, http)

    return make


@pytest.fixture
def account(new_account: Callable[[], Account]) -> Account:
    """The account of this test."""
    return new_account()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server of this test that takes webhooks."""
    with Receiver() as listening:
        yield listening
