"""scripts/engine.sh: CI uses an engine that answers, starts one where none does, and ends only what it started.

`docker`, `dockerd`, `apt-get` and `id` are stand-ins here: a folder that is the whole PATH.
"""

from __future__ import annotations

import signal
import time

import pytest

from tests.project.machine import SECONDS, Machine, alive

SERVES = (
    'trap \'rm "$PLACE/up"; exit 0\' TERM\necho $$ >"$PLACE/pid"\ntouch "$PLACE/up"\nwhile :; do sleep 0.05; done\n'
)
SILENT = 'echo $$ >"$PLACE/pid"\necho "waiting for containerd"\nwhile :; do sleep 0.05; done\n'
BROKEN = 'echo "starting up" >&2\necho "failed to start daemon: Devices cgroup isn\'t mounted" >&2\nexit 1\n'


def test_an_engine_that_answers_is_used_and_left_alone(machine: Machine) -> None:
    machine.add("dockerd", 'touch "$PLACE/started"\n')
    (machine.place / "up").touch()
    done = machine.run("engine_start && echo answers")
    assert (done.returncode, done.stdout) == (0, "answers\n")
    assert (machine.place / "up").exists()
    assert not (machine.place / "started").exists()


@pytest.mark.parametrize(("after", "status"), [("true", 0), ("false", 1), ("exit 7", 7)])
def test_one_that_was_started_is_ended_however_the_run_ends(machine: Machine, after: str, status: int) -> None:
    machine.add("dockerd", SERVES)
    done = machine.run(f"engine_start\ndocker info && echo answers\n{after}\n")
    assert (done.returncode, done.stdout) == (status, "answers\n"), done.stderr
    pid = machine.pid()
    assert pid is not None
    assert not alive(pid)
    assert not (machine.place / "up").exists(), "it was not asked to end, it was killed"


def test_a_signal_to_the_run_ends_it_too(machine: Machine) -> None:
    machine.add("dockerd", SERVES)
    with machine.started("engine_start\necho answers\nwhile :; do sleep 0.05; done\n") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "answers\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)
    pid = machine.pid()
    assert pid is not None
    assert not alive(pid)


def test_a_dockerd_that_ends_is_told_by_its_last_line(machine: Machine) -> None:
    machine.add("dockerd", BROKEN)
    done = machine.run("engine_start || echo going on")
    message = "no Docker engine: dockerd ended: failed to start daemon: Devices cgroup isn't mounted\ngoing on\n"
    assert (done.returncode, done.stdout) == (0, message)


def test_a_dockerd_that_never_answers_is_given_up_and_ended(machine: Machine) -> None:
    machine.add("dockerd", SILENT)
    began = time.monotonic()
    done = machine.run("engine_start || echo going on", seconds="1")
    assert done.stdout == "no Docker engine: dockerd did not answer in 1 s: waiting for containerd\ngoing on\n"
    assert time.monotonic() - began < SECONDS / 2
    pid = machine.pid()
    assert pid is not None
    assert not alive(pid)


def test_only_root_can_start_one(machine: Machine) -> None:
    machine.add("id", "echo 1000\n")
    machine.add("dockerd", SERVES)
    done = machine.run("engine_start || echo going on")
    assert done.stdout == "no Docker engine: none answers, and only root can start one\ngoing on\n"
    assert machine.pid() is None


def test_it_is_installed_where_there_is_none(machine: Machine) -> None:
    """And the command, which is a package of its own in some Debian."""
    (machine.bin / "docker").rename(machine.place / "docker-cli")
    machine.add("dockerd", SERVES)
    (machine.bin / "dockerd").rename(machine.place / "docker.io")
    installs = (
        'test "$1" = update && exit\nfor package; do :; done\necho "$package" >>"$PLACE/installed"\n'
        'case $package in docker.io) cp "$PLACE/docker.io" "$PLACE/bin/dockerd";; '
        'docker-cli) cp "$PLACE/docker-cli" "$PLACE/bin/docker";; esac\n'
    )
    machine.add("apt-get", installs)
    done = machine.run("engine_start\necho answers\n")
    assert (done.returncode, done.stdout) == (0, "answers\n"), done.stderr
    assert (machine.place / "installed").read_text("utf-8").split() == ["docker.io", "docker-cli"]


@pytest.mark.parametrize(
    ("apt", "message"),
    [
        (None, "no Docker engine: no dockerd, and no apt-get to install docker.io\n"),
        ("exit 100\n", "no Docker engine: apt-get could not install docker.io\n"),
    ],
)
def test_what_cannot_be_installed_is_told_in_a_line(machine: Machine, apt: str | None, message: str) -> None:
    if apt is not None:
        machine.add("apt-get", apt)
    done = machine.run("engine_start || echo going on")
    assert (done.returncode, done.stdout) == (0, f"{message}going on\n")
