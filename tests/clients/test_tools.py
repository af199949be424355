"""What fetches the clients: once, whole or not at all, and honest where it cannot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.clients import tools
from tests.clients.conftest import obtained


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test."""
    monkeypatch.setattr(tools, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def test_what_is_there_is_not_installed_again(cache: Path) -> None:
    """The second asker gets the folder of the first."""
    asked: list[Path] = []
    for _ in range(2):
        assert tools._once("client", asked.append) == cache / "client"
    assert len(asked) == 1
    assert (cache / "client").is_dir()


def test_a_broken_installation_leaves_nothing(cache: Path) -> None:
    """The next asker begins anew, without the half that was there."""

    def half(folder: Path) -> NoReturn:
        (folder / "half").touch()
        raise tools.NotHere("the network went away")

    with pytest.raises(tools.NotHere):
        tools._once("client", half)
    assert not (cache / "client").exists()
    tools._once("client", lambda folder: (folder / "whole").touch())
    assert [path.name for path in (cache / "client").iterdir()] == ["whole"]


@pytest.mark.parametrize(("required", "raised"), [("", pytest.skip.Exception), ("1", tools.NotHere)])
def test_a_client_that_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, required: str, raised: type[BaseException]
) -> None:
    """A skip with the reason at a desk, a failure where REQUIRE_CLIENTS=1."""
    monkeypatch.setenv(tools.REQUIRE, required)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(raised, match="npm is not on PATH"):
        obtained(lambda: tools._npm("client", "stripe@1.0.0"))


def test_a_command_that_fails_is_quoted() -> None:
    """With its exit status and the end of what it said."""
    with pytest.raises(tools.NotHere, match=r"ended with 3: no such package"):
        tools._run([sys.executable, "-c", "import sys; print('no such package', file=sys.stderr); sys.exit(3)"])
