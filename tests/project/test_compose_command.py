"""Which compose command is used: the docker command's plugin where it is new enough, else a pinned one of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.compose import command
from tests.project.machine import Machine


@pytest.fixture
def installed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where an own one was installed; nothing is fetched."""
    places: list[Path] = []
    monkeypatch.setenv("PATH", str(machine.bin))
    monkeypatch.setattr(command, "CACHE", machine.place / "images")
    monkeypatch.setattr(command, "_install", places.append)
    return places


@pytest.mark.parametrize("version", ["2.24.5", "v5.6.1", "2.20.2+ds1-0ubuntu1"])
def test_a_plugin_that_is_new_enough_is_used(machine: Machine, installed: list[Path], version: str) -> None:
    machine.add("docker", f'test "$*" = "compose version --short" && echo "{version}"\n')
    assert (command.find(), installed) == (["docker", "compose"], [])


@pytest.mark.parametrize("docker", ["echo 1.29.2\n", "exit 1\n", "echo unknown\n", None])
def test_without_one_our_own_is_pinned_by_its_version(
    machine: Machine, installed: list[Path], docker: str | None
) -> None:
    (machine.bin / "docker").unlink()
    if docker is not None:
        machine.add("docker", docker)
    (word,) = command.find()
    assert [Path(word)] == installed
    assert Path(word).parent.name in command.LOCK.read_text("utf-8").splitlines()[0]
    assert machine.place in Path(word).parents


def test_one_that_was_installed_is_used_again(machine: Machine, installed: list[Path]) -> None:
    (word,) = command.find()
    Path(word).parent.mkdir(parents=True)
    Path(word).touch()
    assert (command.find(), len(installed)) == ([word], 1)
