"""A container from its start to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest
import requests

from harness.core.awaiting import eventually
from harness.core.failure import Failure
from tests.localstack.conftest import Image
from tests.localstack.engine import HEALTH, Container, docker, running

# Measured at a load of 20: 1.8, the median of three pairs; single starts beside imports minutes before, 2.5.
STARTS, MOST_IMPORTS = 5, 3.0
IMPORTS = (
    "import time, localstack.runtime.main, localstack.aws.components, localstack.aws.app, localstack.services.plugins\n"
    "print(time.process_time())"
)
KILL_EMULATOR = (
    "import os, pathlib, signal\n"
    "for place in pathlib.Path('/proc').glob('[0-9]*'):\n"
    "    if b'stripe_emulator' in (place / 'cmdline').read_bytes().split(b'\\0'):\n"
    "        os.kill(int(place.name), signal.SIGKILL)\n"
)


def test_it_is_healthy_soon_after_its_start(image: Image, record_property: Callable[[str, object], None]) -> None:
    """In processor seconds, beside what the image's Python takes to import LocalStack: a busy machine slows both.

    The medians of five pairs. On two idle cores a start is less than three seconds by the clock; those are recorded.
    """
    took, used, imports = [], [], []
    for _ in range(STARTS):
        imports.append(float(docker("run", "--rm", "--entrypoint", "python", image("localstack"), "-c", IMPORTS)))
        with running(image("localstack")) as container:
            took.append(container.wait(HEALTH))
            used.append(container.processor_seconds())
    ratio = median(used) / median(imports)
    text = f"healthy after {median(took):.2f} s, {median(used):.2f} s of processor: {ratio:.1f} imports of LocalStack"
    record_property("healthy", text)
    print(text)
    assert ratio < MOST_IMPORTS, (used, imports)


def test_it_stops_by_itself_and_cleanly(image: Image, record_property: Callable[[str, object], None]) -> None:
    """Asked to, as `docker stop` does; one that is killed after the ten seconds has exit status 137."""
    with running(image("localstack")) as container:
        container.wait(HEALTH)
        requests.post(f"{container.url}/v1/customers", auth=("sk_test_stop", ""), timeout=30).raise_for_status()
        began = time.monotonic()
        docker("stop", "--time", "10", container.id)
        text = f"stopped within {time.monotonic() - began:.2f} s"
        record_property("stopped", text)
        print(text)
        assert container.state()["ExitCode"] == 0, container.log()
        assert "Traceback" not in container.log()


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
        await_that(lambda: "exit status -9" in health_message(container), lambda: health_message(container))
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


def health_message(container: Container) -> str:
    """What the emulator's health says while it does not serve; nothing otherwise."""
    try:
        answer = requests.get(container.url + HEALTH, timeout=30)
    except requests.ConnectionError:  # it ended within this very request
        return ""
    return str(answer.json()["error"]["message"]) if answer.status_code == 503 else ""


def await_that(holds: Callable[[], bool], message: Callable[[], str]) -> None:
    """Wait until it holds; fail with what is told when it never does."""
    try:
        eventually(holds, reason="it holds", deadline=30)
    except Failure as failure:
        raise AssertionError(message()) from failure
