"""How to start and talk to a checkout: a TOML profile, ours by default. Errors name the line."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from harness.config.toml_errors import TableError, read

DEFAULT = Path(__file__).parent / "profiles" / "reference.toml"
COMPARE = f"compare with {DEFAULT.name}, which documents every key"
FEATURES = ("refunds", "orders", "webhooks", "mail", "server_confirm", "pages")
"""What a checkout may offer; cases say what they need with `@pytest.mark.needs("refunds")`."""


class ProfileError(TableError):
    """A profile that cannot be used: file, line, what was expected, what it has instead, and a hint."""

    def __init__(self, source: str, line: int, expected: str, got: str, hint: str = "") -> None:
        super().__init__(source, line, expected, got, hint or COMPARE)


@dataclass(frozen=True)
class InContainer:
    """The checkout as a container: its image, the port it serves on in there, and a command other than the image's."""

    image: str
    port: int
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One checkout: its start command, health and webhook paths, extra environment, and what it offers."""

    name: str
    command: tuple[str, ...]
    source: str
    directory: Path | None = None
    health_path: str = "/health"
    health_seconds: float = 20.0
    webhook_path: str = "/api/webhooks/stripe"
    webhook_events: tuple[str, ...] = ("*",)
    env: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    container: InContainer | None = None

    def start_command(self, port: int) -> list[str]:
        """The words of the start command with {python} and {port} filled in."""
        return [word.replace("{python}", sys.executable).replace("{port}", str(port)) for word in self.command]

    def environment(self, documented: dict[str, str]) -> dict[str, str]:
        """The profile's own variables, with {NAME} replaced by the documented variable of that name."""
        filled = {}
        for name, value in self.env.items():
            for known, actual in documented.items():
                value = value.replace("{" + known + "}", actual)
            filled[name] = value
        return filled


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


def parse(text: str, source: str = "profile", base: Path | None = None) -> Profile:
    """The profile in this text; relative directories start at `base`."""
    try:
        from harness.config import profile_tables

        return profile_tables.profile(read(text, source), text, source, base or Path())
    except TableError as error:
        raise ProfileError(error.source, error.line, error.expected, error.got, error.hint) from None
