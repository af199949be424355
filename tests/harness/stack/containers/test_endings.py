"""However a run ends, nothing of it is left on the engine, and nothing of anybody else's is touched."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.stack.docker import leftovers
from tests.harness.stack.containers.runs import (
    COMMAND,
    PYTEST,
    ROOT,
    UP_SECONDS,
    assert_nothing_left,
    passes,
    things,
    waiting,
)
from tests.localstack.engine import docker

ENDED_PID = "999999999"


def test_a_normal_run_leaves_nothing(tmp_path: Path) -> None:
    output = passes(tmp_path)
    assert "verdict: pass" in output
    run = json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))["stack"]["run"]
    assert things(run) == []


def test_workers_share_one_stack(tmp_path: Path) -> None:
    passes(tmp_path, "scenarios/test_mail.py::test_two_orders_two_mails", "-n", "2")
    document = json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))
    passed = [case["nodeid"] for case in document["cases"] if case["outcome"] == "passed"]
    assert (document["suites"]["workers"], len([name for name in passed if name.startswith("scenarios/")])) == (2, 2)
    assert things(document["stack"]["run"]) == []


def test_the_logs_are_attached_for_allure(tmp_path: Path) -> None:
    passes(tmp_path, f"--alluredir={tmp_path / 'allure'}")
    (shared,) = [
        document
        for path in (tmp_path / "allure").glob("*-container.json")
        if (document := json.loads(path.read_text("utf-8")))["afters"][:1] and "Logs" in document["afters"][0]["name"]
    ]
    named = {one["name"]: tmp_path / "allure" / one["source"] for one in shared["afters"][0]["attachments"]}
    assert set(named) == {"log of localstack", "log of tap", "log of checkout"}
    assert "ready" in named["log of checkout"].read_text("utf-8")
    assert shared["children"]


def test_pytest_killed_in_the_middle_and_a_normal_run_after_it(tmp_path: Path) -> None:
    """The watcher removes what is left; and where that was killed too, the next run does."""
    with waiting(tmp_path) as first:
        first.process.kill()
    assert_nothing_left(first.run)
    assert "verdict: pass" in passes(tmp_path)


def test_pytest_and_its_watcher_killed_in_the_middle_and_a_normal_run_after_it(tmp_path: Path) -> None:
    with waiting(tmp_path) as first:
        watchers = subprocess.run(["ps", "-ewwo", "pid,args"], capture_output=True, text=True, check=True).stdout
        (watcher,) = re.findall(rf"^\s*(\d+) .*leftovers\.py {first.run}", watchers, re.MULTILINE)
        os.kill(int(watcher), signal.SIGKILL)
        first.process.kill()
        first.process.wait()
    assert len(things(first.run)) == 4
    assert "verdict: pass" in passes(tmp_path)
    assert things(first.run) == []


@pytest.mark.parametrize(
    ("command", "number"),
    [
        (PYTEST, signal.SIGINT),
        (PYTEST, signal.SIGTERM),
        ([*COMMAND, "gate"], signal.SIGINT),
        ([*COMMAND, "gate"], signal.SIGTERM),
        ([*COMMAND, "gate"], signal.SIGKILL),
    ],
    ids=lambda value: value.name if isinstance(value, signal.Signals) else value[-1],
)
def test_a_signal_leaves_nothing(tmp_path: Path, command: list[str], number: signal.Signals) -> None:
    with waiting(tmp_path, *command) as run:
        run.process.send_signal(number)
        run.process.wait(UP_SECONDS)
    assert_nothing_left(run.run)


@pytest.fixture
def dead_network() -> Iterator[str]:
    """A network of a run whose process ended, with a container on it and a volume beside it."""
    labels = {**leftovers.labels("deadrun", keep=False), leftovers.PID: ENDED_PID}
    yield from made(labels)


def made(labels: dict[str, str]) -> Iterator[str]:
    """A network, a volume and a created container with these labels; the run's name."""
    run = labels[leftovers.RUN]
    words = [word for name, value in labels.items() for word in ("--label", f"{name}={value}")]
    docker("network", "create", *words, f"checkout-harness-test-{run}")
    docker("volume", "create", *words, f"checkout-harness-test-{run}")
    try:
        yield run
    finally:
        docker("network", "rm", f"checkout-harness-test-{run}", check=False)
        docker("volume", "rm", f"checkout-harness-test-{run}", check=False)


def test_a_dead_run_s_things_are_swept(dead_network: str) -> None:
    assert len(things(dead_network)) == 2
    sweep()
    assert things(dead_network) == []


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {leftovers.KEPT: "yes", leftovers.PID: ENDED_PID},
        {leftovers.HOST: "another machine", leftovers.PID: ENDED_PID},
        {leftovers.PID: ""},
    ],
    ids=["of a run that lives", "kept", "of another machine", "of nobody known"],
)
def test_what_is_not_a_dead_run_s_is_left_alone(changed: dict[str, str]) -> None:
    for run in made({**leftovers.labels(f"alive{len(str(changed))}", keep=False), **changed}):
        sweep()
        assert len(things(run)) == 2


def test_a_process_id_that_was_given_again_is_not_the_run(dead_network: str) -> None:
    """The same id with another beginning is another process."""
    labels = {**leftovers.labels("reused", keep=False), leftovers.BEGAN: "another boot 1"}
    for run in made(labels):
        sweep()
        assert things(run) == []


def sweep() -> None:
    """What a run does first; a run of no name has nothing of its own."""
    words = [sys.executable, "-I", "-S", leftovers.__file__, "no-such-run"]
    subprocess.run(words, stdin=subprocess.DEVNULL, timeout=60, check=True)


def test_keep_leaves_it_up_and_down_removes_it(tmp_path: Path) -> None:
    words = [*COMMAND, "up", "--keep", "--stack=containers", "--reports", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=UP_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    (run,) = re.findall(r"checkout-harness down (\w+)", done.stdout)
    try:
        assert "It stays up." in done.stdout
        sweep()
        assert len(things(run)) == 4
        url = re.findall(r"checkout +(http\S+)", done.stdout)[0]
        assert (
            docker(
                "run",
                "--rm",
                "--network=host",
                "--entrypoint=python",
                "checkout-harness/checkout:latest",
                "-c",
                f"import urllib.request as u; print(u.urlopen('{url}/health').status)",
            )
            == "200"
        )
    finally:
        removed = subprocess.run([*COMMAND, "down", run], capture_output=True, text=True, check=False)
    assert removed.returncode == 0, removed.stderr
    assert things(run) == []


def test_a_kept_run_of_pytest_says_where_it_is(tmp_path: Path) -> None:
    output = passes(tmp_path, "--keep")
    (run,) = re.findall(r"checkout-harness down (\w+)", output)
    try:
        for word in ("It stays up.", "docker logs -f", "secret key", "docker rm -f -v"):
            assert word in output
        assert len(things(run)) == 4
    finally:
        (command,) = re.findall(r"remove +(docker rm .*)", output)
        subprocess.run(["bash", "-c", command], check=True, capture_output=True)
    assert things(run) == []


def test_down_says_when_there_is_nothing_of_a_name() -> None:
    done = subprocess.run([*COMMAND, "down", "nosuchrun"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nosuchrun" in done.stderr
