"""The contract as it was released: a copy of each version, made by `python -m contracts.released`, never edited."""

import re
from pathlib import Path

from contracts.drift import comparison as drift
from contracts.drift.comparison import Change
from contracts.shared import document
from contracts.shared.document import Json
from harness import openapi

FOLDER = Path(__file__).parents[1] / "released"
NAME = re.compile(r"payments-(\d+)\.(\d+)\.(\d+)\.openapi\.yaml")
Version = tuple[int, int, int]


class CannotRelease(ValueError):
    """The contract is not fit to be kept as a released version; the message says what to do."""


def versions(folder: Path = FOLDER) -> dict[Version, Path]:
    """Every released version and its copy, oldest first."""
    found = {_numbers(match): path for path in folder.iterdir() if (match := NAME.fullmatch(path.name))}
    return dict(sorted(found.items()))


def last(folder: Path = FOLDER) -> tuple[str, Json]:
    """The last released version and its document; LookupError when none was released yet."""
    released = versions(folder)
    if not released:
        raise LookupError(f"expected a released contract in {folder}, got none. Hint: python -m contracts.released")
    version, path = list(released.items())[-1]
    return name_of(version), openapi.read(path)


def release(source: Path = document.PATH, folder: Path = FOLDER) -> tuple[Path, list[Change]]:
    """Keep the contract as the version it names, and say what changed since the last; CannotRelease when it may not.

    A version is released once, versions only rise, and what breaks clients needs a new major version (semver.org).
    """
    text = source.read_text(encoding="utf-8")
    contract = openapi.parse(text)
    match = NAME.fullmatch(f"payments-{contract['info']['version']}.openapi.yaml")
    if match is None:
        raise CannotRelease(f"info.version: expected MAJOR.MINOR.PATCH, got {contract['info']['version']!r}")
    version, released = _numbers(match), versions(folder)
    before = max(released, default=(0, 0, 0))
    if version <= before:
        raise CannotRelease(
            f"info.version: expected more than {name_of(before)}, got {name_of(version)}. Hint: raise it"
        )
    changes = drift.changes(last(folder)[1], contract) if released else []
    breaking = [str(change) for change in changes if change.breaking]
    if breaking and version[0] == before[0]:
        needed = f"info.version: expected a new major version after {name_of(before)}, for clients break:"
        raise CannotRelease("\n".join([needed, *breaking]))
    path = folder / match[0]
    path.write_text(text, encoding="utf-8")
    return path, changes


def name_of(version: Version) -> str:
    """A version as people write it."""
    return ".".join(map(str, version))


def _numbers(match: re.Match[str]) -> Version:
    major, minor, patch = map(int, match.groups())
    return major, minor, patch
