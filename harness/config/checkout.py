"""The checkout under test as its profile describes it: how to start and talk to it."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from harness.checkouts.facts import Facts
from harness.checkouts.loading import REFERENCE


@dataclass(frozen=True)
class InContainer:
    """The checkout as a container: its image, the port it serves on in there, and a command other than the image's."""

    image: str
    port: int
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One checkout: its start command, health and webhook paths, extra environment, its adapter and its facts."""

    name: str
    command: tuple[str, ...]
    source: str
    directory: Path | None = None
    health_path: str = "/health"
    health_seconds: float = 20.0
    webhook_path: str = "/api/webhooks/stripe"
    webhook_events: tuple[str, ...] = ("*",)
    env: dict[str, str] = field(default_factory=dict)
    # Its adapter (see `harness.checkouts.loading.load`), and what it does differently without being wrong.
    adapter: str = REFERENCE
    facts: Facts = field(default_factory=Facts)
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
