"""A container from its start to its end."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
import requests

from tests.localstack.conftest import Image
from tests.localstack.engine import HEALTH, Container, docker, running

STARTS, START_TARGET, STOP_TARGET = 5, 3.0, 3.0
KILL_EMULATOR = (
    "import os, pathlib, signal\n"
    "for place in pathlib.Path('/proc').glob('[0-9]*'):\n"
    "    if b'stripe_emulator' in (place / 'cmdline').read_bytes().split(b'\\0'):\n"
    "        os.kill(int(place.name), signal.SIGKILL)\n"
)


def test_it_is_healthy_within_three_seconds_of_its_start(
    image: Image, record_property: Callable[[str, object], None]
) -> None:
    """The emulator itself answers by then; the median of five starts."""
    took = []
    for _ in range(STARTS):
        with running(image("localstack")) as container:
            took.append(container.wait(HEALTH))
    record_property("seconds", [round(seconds, 2) for seconds in took])
    print(f"healthy after {statistics.median(took):.2f} s (median of {STARTS}; slowest {max(took):.2f} s)")
    assert statistics.median(took) < START_TARGET, took


def test_it_stops_within_three_seconds_and_cleanly(image: Image) -> None:
    with running(image("localstack")) as container:
        container.wait(HEALTH)
        requests.post(f"{container.url}/v1/customers", auth=("sk_test_stop", ""), timeout=30).raise_for_status()
        began = time.monotonic()
        docker("stop", "--time", "10", container.id)
        took = time.monotonic() - began
        assert container.state()["ExitCode"] == 0, container.log()
        assert "Traceback" not in container.log()
        assert took < STOP_TARGET


def test_the_engine_says_healthy(localstack: Container) -> None:
    """The image's own check, as `docker compose` waits for it."""
    await_that(lambda: localstack.state()["Health"]["Status"] == "healthy", lambda: str(localstack.state()["Health"]))


def test_it_is_published_on_loopback_only(localstack: Container) -> None:
    assert localstack.address.startswith("127.0.0.1:")
    assert docker("port", localstack.id) == f"4566/tcp -> {localstack.address}"


def test_an_emulator_that_ended_is_told(image: Image) -> None:
    """LocalStack goes on without it, and nobody mistakes that for health."""
    with running(image("localstack")) as container:
        container.wait(HEALTH)
        docker("exec", container.id, "python", "-c", KILL_EMULATOR)
        answer = requests.get(container.url + HEALTH, timeout=30)
        assert answer.status_code == 503
        assert "exit status -9" in answer.json()["error"]["message"]
        assert container.get("/_localstack/health")["version"]


def test_the_same_seed_gives_the_same_ids(image: Image) -> None:
    ids = []
    for _ in range(2):
        with running(image("localstack"), 4566, "--env", "STRIPE_EMULATOR_SEED=7") as container:
            container.wait(HEALTH)
            made = requests.post(f"{container.url}/v1/customers", auth=("sk_test_seed", ""), timeout=30)
            ids.append(made.json()["id"])
    assert ids[0] == ids[1]


@pytest.mark.parametrize("name", ["localstack", "checkout"])
def test_it_runs_as_nobody_special(image: Image, name: str) -> None:
    command = ("run", "--rm", "--network=none", "--entrypoint", "python", image(name), "-c")
    assert docker(*command, "import os; print(os.getuid())") == "1000"


def await_that(holds: Callable[[], bool], told: Callable[[], str]) -> None:
    """Wait until it holds; fail with what is told when it never does."""
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends, told()
        time.sleep(0.05)
