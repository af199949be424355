"""Keeping a release of the contract: once, rising, and a new major version for what breaks clients."""

from pathlib import Path

import pytest

from contracts.drift import releases
from contracts.drift.releases import CannotRelease
from contracts.shared import document

NOW = document.PATH.read_text("utf-8")
VERSION = "  version: 1.0.0\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A contract to be released."""
    path = tmp_path / "payments.openapi.yaml"
    path.write_text(NOW, "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of releases that holds version 1.0.0."""
    made = tmp_path / "released"
    made.mkdir()
    (made / "payments-1.0.0.openapi.yaml").write_text(NOW, "utf-8")
    return made


def test_every_released_copy_is_the_version_that_its_name_says() -> None:
    """Nobody renamed one, or edited its version."""
    assert releases.versions()
    for version, path in releases.versions().items():
        assert f"\n  version: {releases.name_of(version)}\n" in path.read_text("utf-8")


def test_versions_are_ordered_as_numbers(folder: Path) -> None:
    """1.10.0 comes after 1.9.0."""
    for version in ("1.9.0", "1.10.0"):
        (folder / f"payments-{version}.openapi.yaml").write_text(NOW.replace("1.0.0", version), "utf-8")
    assert releases.last(folder)[0] == "1.10.0"


def test_a_version_is_released_once(source: Path, folder: Path) -> None:
    """The same version again is refused, and the copy stays as it is."""
    with pytest.raises(CannotRelease, match=r"more than 1\.0\.0, got 1\.0\.0"):
        releases.release(source, folder)


def test_what_breaks_nobody_needs_a_higher_version_only(source: Path, folder: Path) -> None:
    """A wider limit is kept as 1.1.0, and listed."""
    source.write_text(NOW.replace(VERSION, "  version: 1.1.0\n").replace("maximum: 99}", "maximum: 100}"), "utf-8")
    path, changes = releases.release(source, folder)
    assert path.read_text("utf-8") == source.read_text("utf-8")
    assert releases.last(folder)[0] == "1.1.0"
    assert {change.code for change in changes} == {"request_limit_loosened"}


def test_what_breaks_clients_needs_a_major_version(source: Path, folder: Path) -> None:
    """A lower limit is refused as 1.1.0 with the place, and kept as 2.0.0."""
    broken = NOW.replace("maximum: 99}", "maximum: 9}")
    source.write_text(broken.replace(VERSION, "  version: 1.1.0\n"), "utf-8")
    with pytest.raises(CannotRelease, match=r"POST /api/cart/items: request\.quantity maximum"):
        releases.release(source, folder)
    source.write_text(broken.replace(VERSION, "  version: 2.0.0\n"), "utf-8")
    path, _ = releases.release(source, folder)
    assert path.name == "payments-2.0.0.openapi.yaml"


def test_the_first_release_has_nothing_before_it(source: Path, tmp_path: Path) -> None:
    """An empty folder takes any version; reading it before says what to do."""
    empty = tmp_path / "none"
    empty.mkdir()
    with pytest.raises(LookupError, match=r"contracts\.released"):
        releases.last(empty)
    assert releases.release(source, empty)[1] == []
