"""How to start and talk to a checkout: a TOML profile, ours by default. Errors name the line."""

import importlib.util
from pathlib import Path

from harness.config.checkout import InContainer, Profile
from harness.config.toml_errors import TableError, read
from harness.config.usual import OWN

__all__ = ["InContainer", "Profile", "ProfileError", "load", "parse"]

DEFAULT = Path(__file__).parent / "profiles" / "reference.toml"
COMPARE = f"compare with {DEFAULT.name}, which documents every key"


class ProfileError(TableError):
    """A profile that cannot be used: file, line, what was expected, what it has instead, and a hint."""

    def __init__(self, source: str, line: int, expected: str, got: str, hint: str = "") -> None:
        super().__init__(source, line, expected, got, hint or COMPARE)


def load(path: Path | None = None) -> Profile:
    """The profile in this file (the reference shop's without one); ProfileError says what is wrong and where."""
    source = path or DEFAULT
    if not source.is_file():
        raise ProfileError(str(source), 1, "a TOML file", "no such file", "give --profile the path of a profile")
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(str(source), 1, "a TOML file in UTF-8", str(error)) from error
    return parse(text, str(source), source.parent)


def of_this_folder() -> Path | None:
    """The profile in the folder where the command was started, if there is one."""
    own = Path.cwd() / OWN
    return own if own.is_file() else None


def reference_is_missing(profile: Profile) -> bool:
    """Whether this is the reference shop's profile and the shop's package is not installed."""
    return profile.source == str(DEFAULT) and importlib.util.find_spec("checkout") is None


def parse(text: str, source: str = "profile", base: Path | None = None) -> Profile:
    """The profile in this text; relative directories start at `base`."""
    from harness.config import profile_tables

    try:
        return profile_tables.profile(read(text, source), text, source, base or Path())
    except TableError as error:
        raise ProfileError(error.source, error.line, error.expected, error.got, error.hint) from None
