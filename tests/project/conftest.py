"""A machine whose commands are stand-ins."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.machine import Machine, alive

ANSWERS_WHEN_UP = 'test "$1" = info && test -f "$PLACE/up"\n'


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with a docker command; a dockerd that a broken script left is ended."""
    made = Machine(tmp_path)
    made.add("docker", ANSWERS_WHEN_UP)
    yield made
    if (pid := made.pid()) and alive(pid):
        os.kill(pid, signal.SIGKILL)
