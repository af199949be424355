"""A stack that cannot start says what was expected, what came, the last log lines and a hint, and leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness import stack
from harness.config import profile
from harness.config.profile import InContainer
from harness.stack.base.failure import StackFailure
from harness.stack.docker import leftovers
from tests.harness.stack.containers.runs import ROOT

OWN = "checkout-harness/checkout"


def mine() -> set[str]:
    """What this process started and is still there."""
    return {thing.id for thing in leftovers.things() if thing.pid == str(os.getpid())}


def refused(tmp_path: Path, container: InContainer | None, *, keep: bool = False) -> str:
    """What is told of a stack whose checkout is this container."""
    before = mine()
    with pytest.raises(StackFailure) as caught:
        stack.start("containers", replace(profile.load(), container=container), seed=1, logs=tmp_path, keep=keep)
    assert mine() == before
    return str(caught.value)


@pytest.mark.parametrize("keep", [False, True])
def test_a_checkout_that_ends_at_once_is_told_with_its_log(tmp_path: Path, keep: bool) -> None:
    message = refused(tmp_path, InContainer(OWN, 8000, ("--no-such-option",)), keep=keep)
    for word in ("could not start: checkout", "exit code 2", "| ", "--no-such-option", "Hint: [container]"):
        assert word in message, message


def test_memory_that_was_used_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.stack.docker.container import Recipe

    monkeypatch.setattr("harness.stack.docker.containers.Recipe", lambda *a, **k: Recipe(*a, **{**k, "memory": "8m"}))
    assert "memory was used up" in refused(tmp_path, InContainer(OWN, 8000))


def test_an_image_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    message = refused(tmp_path, InContainer("127.0.0.1:1/nothing:1", 8000))
    for word in ("could not start: checkout", "127.0.0.1:1/nothing:1", "Hint: "):
        assert word in message, message


def test_a_program_that_is_not_in_the_image_is_told(tmp_path: Path) -> None:
    from harness.stack.docker import images

    localstack = images.ensure("localstack", log=tmp_path / "log")["localstack"]
    assert "could not start: checkout" in refused(tmp_path, InContainer(localstack, 8000, ("/no/such/program",)))


def test_a_port_on_which_nothing_serves_is_told_at_the_deadline(tmp_path: Path) -> None:
    quick = replace(profile.load(), container=InContainer(OWN, 9), health_seconds=1.0)
    with pytest.raises(StackFailure, match=r"within 1 s[\s\S]*still not so; last answer: "):
        stack.start("containers", quick, seed=1, logs=tmp_path)


def test_a_profile_without_a_container_is_told_what_to_add(tmp_path: Path) -> None:
    message = refused(tmp_path, None)
    assert "no [container] in" in message
    assert "image = " in message


def test_the_licensed_localstack_that_cannot_be_pulled_is_told(tmp_path: Path) -> None:
    """The token is nowhere to be seen."""
    token = "ls-very-secret-token-1234"
    words = [sys.executable, "-m", "harness.cli", "up", "--stack=containers", "--reports", str(tmp_path)]
    environment = {**os.environ, "LOCALSTACK_AUTH_TOKEN": token, "LOCALSTACK_IMAGE": "127.0.0.1:1/localstack-pro:1"}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    for word in ("127.0.0.1:1/localstack-pro:1", "cannot be pulled", "LOCALSTACK_AUTH_TOKEN"):
        assert word in done.stderr, done.stderr
    written = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert token not in done.stdout + done.stderr + written
