"""A machine whose commands are stand-ins; the wheels of this tree, and an environment that has them."""

from __future__ import annotations

import os
import signal
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import setup
from scripts.release import wheels
from tests.project.machine import ROOT, Machine, alive

ANSWERS_WHEN_UP = 'test "$1" = info && test -f "$PLACE/up"\n'


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with a docker command; a dockerd that a broken script left is ended."""
    made = Machine(tmp_path)
    made.add("docker", ANSWERS_WHEN_UP)
    yield made
    if (pid := made.pid()) and alive(pid):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels of this tree, by distribution."""
    return wheels.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]) -> wheels.Environment:
    """An environment with the two wheels; what they depend on is seen where this test's own interpreter has it.

    A path file names that folder, so that no path file in it is read: those are the editable installs.
    """
    made = wheels.Environment(tmp_path_factory.mktemp("wheels") / "environment")
    made.install(built["checkout_harness"], built["stripe_emulator"])
    (site,) = made.python.parents[1].glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return made


@pytest.fixture(scope="session")
def emulator_alone(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]) -> wheels.Environment:
    """An environment with the emulator's wheel and the packages of its image's lock, and nothing else."""
    made = wheels.Environment(tmp_path_factory.mktemp("alone") / "environment")
    setup.install("--require-hashes", "-r", str(ROOT / "docker/emulator/requirements.txt"), python=made.python)
    made.install(built["stripe_emulator"])
    return made
