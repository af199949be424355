"""Where a gate's processes keep what Python compiled, and that a choice of the user's own stands."""

from pathlib import Path

import pytest

from harness.commands import pycache


def test_bytecode_is_kept_in_the_project_whatever_the_environment_says_of_writing_it(tmp_path: Path) -> None:
    env = pycache.environment(tmp_path, {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/home"})
    assert env == {"HOME": "/home", "PYTHONPYCACHEPREFIX": str(tmp_path / ".cache" / "pyc")}


def test_a_prefix_of_the_user_s_own_stands(tmp_path: Path) -> None:
    chosen = {"PYTHONPYCACHEPREFIX": "/mine", "PYTHONDONTWRITEBYTECODE": "1"}
    assert pycache.environment(tmp_path, chosen) == chosen


def test_suites_that_cannot_be_written_beside_are_kept_in_the_user_s_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    found = pycache.place(tmp_path, {"XDG_CACHE_HOME": "/caches", "LOCALAPPDATA": "/caches"})
    assert found == Path("/caches", "checkout-harness", "pyc")


def test_where_bytecode_may_be_written_beside_the_sources_it_stays_there() -> None:
    assert pycache.environment(Path("/nowhere"), {"HOME": "/home"}) == {"HOME": "/home"}
