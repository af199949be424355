"""How to start and talk to a checkout: a TOML profile, ours by default. Errors name the line."""

import importlib.util
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.core.stripe_keys import HINT, holds_live_key

DEFAULT = Path(__file__).parent / "profiles" / "reference.toml"
COMPARE = f"compare with {DEFAULT.name}, which documents every key"
FEATURES = ("refunds", "orders", "webhooks", "mail", "server_confirm", "pages")
"""What a checkout may offer; cases say what they need with `@pytest.mark.needs("refunds")`."""

TEXT, WORDS, PATH = "text", "a list of words", "a path that starts with /"
PORT = "a port, 1 to 65535"
SECONDS, OFFERED = "a number of seconds, more than 0 and at most 3600", f"a list of {', '.join(FEATURES)}"
SECTIONS: dict[str, dict[str, str]] = {
    "start": {"command": WORDS, "directory": TEXT},
    "health": {"path": PATH, "seconds": SECONDS},
    "webhook": {"path": PATH, "events": WORDS},
    "container": {"image": TEXT, "port": PORT, "command": WORDS},
    "env": {},
    "offers": {"features": OFFERED},
}


class ProfileError(ValueError):
    """A profile that cannot be used: file, line, what was expected, what came, what to try."""

    def __init__(self, source: str, line: int, expected: str, got: str, hint: str = COMPARE) -> None:
        super().__init__(f"{source}:{line}: expected {expected}, got {got}. Hint: {hint}")


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


def reference_is_missing(profile: Profile) -> bool:
    """Whether this is the reference shop's profile and the shop's package is not installed."""
    return profile.source == str(DEFAULT) and importlib.util.find_spec("checkout") is None


def parse(text: str, source: str = "profile", base: Path | None = None) -> Profile:
    """The profile in this text; relative directories start at `base`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, _line_in(str(error)), "valid TOML", str(error)) from error
    _check(data, text, source)
    start, health, webhook = data.get("start", {}), data.get("health", {}), data.get("webhook", {})
    if "command" not in start:
        raise ProfileError(
            source, _line(text, "start"), "[start] with `command`", "none", 'command = ["{python}", ...]'
        )
    directory = (base or Path()) / start["directory"] if start.get("directory") else None
    if directory is not None and not directory.is_dir():
        line = _line(text, "start", "directory")
        raise ProfileError(
            source, line, "a folder for `directory`", f"{directory}", "it starts at the profile's folder"
        )
    return Profile(
        name=data.get("name", Path(source).stem),
        command=tuple(start["command"]),
        source=source,
        directory=directory,
        health_path=health.get("path", "/health"),
        health_seconds=float(health.get("seconds", 20.0)),
        webhook_path=webhook.get("path", "/api/webhooks/stripe"),
        webhook_events=tuple(webhook.get("events", ("*",))),
        env=data.get("env", {}),
        offers=tuple(data.get("offers", {}).get("features", ())),
        container=_container(data.get("container"), text, source),
    )


def _container(given: dict[str, Any] | None, text: str, source: str) -> InContainer | None:
    if given is None:
        return None
    if missing := [key for key in ("image", "port") if key not in given]:
        line = _line(text, "container")
        raise ProfileError(source, line, "[container] with `image` and `port`", f"no {' and no '.join(missing)}")
    return InContainer(given["image"], given["port"], tuple(given.get("command", ())))


def _check(data: dict[str, Any], text: str, source: str) -> None:
    for section, values in data.items():
        if section == "name":
            _check_value(values, TEXT, text, source, "", "name")
            continue
        if section not in SECTIONS:
            got = f"[{section}]" if isinstance(values, dict) else f"`{section}`"
            raise ProfileError(source, _line(text, section), f"name, {_sections()}", got)
        if not isinstance(values, dict):
            raise ProfileError(source, _line(text, section), f"a table [{section}]", repr(values))
        for key, value in values.items():
            allowed = SECTIONS[section]
            if allowed and key not in allowed:
                raise ProfileError(
                    source, _line(text, section, key), f"{' or '.join(allowed)} in [{section}]", f"`{key}`"
                )
            _check_value(value, allowed.get(key, TEXT), text, source, section, key)


def _check_value(value: Any, kind: str, text: str, source: str, section: str, key: str) -> None:
    line = _line(text, section, key)
    if holds_live_key(f"{key} {value!r}"):
        raise ProfileError(source, line, "test-mode keys only", f"a live key in [{section}]", HINT)
    if not _fits(value, kind):
        raise ProfileError(source, line, f"{kind} for `{key}`", repr(value))
    if section == "env" and (not key or "=" in key or "\0" in key):
        raise ProfileError(source, line, "the name of a variable", repr(key))


def _fits(value: Any, kind: str) -> bool:
    words = isinstance(value, list) and bool(value) and all(_is_text(word) and word for word in value)
    if kind == WORDS:
        return words
    if kind == OFFERED:
        return words and set(value) <= set(FEATURES)
    if kind == PORT:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536
    if kind == SECONDS:
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 3600
    return _is_text(value) and (kind == TEXT or value.startswith("/"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value  # no process takes a NUL in an argument or a variable


def _sections() -> str:
    return ", ".join(f"[{name}]" for name in SECTIONS)


def _line(text: str, section: str, key: str = "") -> int:
    """The line of `key` in `[section]`, of the section when there is no key, else 1."""
    current, found = "", 1
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            current = line.strip("[]").strip()
            if current == section:
                found = number
        name = line.split("=")[0].strip().strip("\"'")
        if "=" in line and (
            (key and current == section and name == key) or (not key and not current and name == section)
        ):
            return number
    return found


def _line_in(message: str) -> int:
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 1
