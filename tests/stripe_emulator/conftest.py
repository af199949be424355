"""One emulator process per session (and xdist worker), one account per test; in dual mode also Stripe's."""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.dual_mode.plugin import REAL, keep
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


@pytest.fixture(scope="session")
def stripe_http() -> Iterator[httpx.Client]:
    """HTTP to Stripe, through this machine's proxies if it has any."""
    with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
        yield client


@pytest.fixture
def side(request: pytest.FixtureRequest) -> str:
    """Where this test runs: emulator, or stripe."""
    return str(getattr(request, "param", "emulator"))


@pytest.fixture
def new_account(
    request: pytest.FixtureRequest, side: str, emulator: str, http: httpx.Client, worker_id: str
) -> Iterator[Callable[[], Account]]:
    """Makes accounts that nothing else uses: call it without arguments."""
    real = request.config.stash[REAL] if side == "stripe" else None
    client = request.getfixturevalue("stripe_http") if real else http
    base, made = real.base if real else emulator, []

    def make() -> Account:
        name = f"{worker_id}x{os.getpid()}x{next(_numbers)}x{secrets.token_hex(4)}"
        made.append(Account(name, base, client, real))
        return made[-1]

    yield make
    for account in made:
        keep(request, side, account.recording, {base: "<base>", account.name: "<account>"})


@pytest.fixture
def account(new_account: Callable[[], Account]) -> Account:
    """The account of this test."""
    return new_account()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server of this test that takes webhooks."""
    with Receiver() as listening:
        yield listening
