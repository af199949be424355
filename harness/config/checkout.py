"""The checkout under test as its profile describes it: how to start and talk to it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness.checkouts.facts import Facts
from harness.checkouts.loading import REFERENCE

# What {NAME} may stand for in [start] and [env], beside the documented variables.
PLACES = ("python", "port", "tmp")

# The variables that every checkout is started with.
DOCUMENTED = (
    "STRIPE_API_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_API_BASE",
    "STRIPE_PUBLIC_API_BASE",
    "STRIPE_WEBHOOK_SECRET",
    "AWS_ENDPOINT_URL",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_EC2_METADATA_DISABLED",
    "TOKEN_SECRET",
    "ADMIN_EMAIL",
    "ADMIN_PASSWORD",
)


@dataclass(frozen=True)
class InContainer:
    """The checkout as a container: its image, the port it serves on in there, and a command other than the image's."""

    image: str
    port: int
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnContract:
    """What the checkout promises its callers: an OpenAPI document, in a `file`, or `served` by the running checkout.

    With both, what is served must say the same as the file. `every_answer`: each documented answer has to occur in a
    whole run, but for those that the document excuses (`x-not-caused-by-clients`, with a reason).
    """

    file: str = ""
    served: str = ""
    every_answer: bool = False


@dataclass(frozen=True)
class ShortTimeout:
    """How the checkout is started so that it soon gives up on a Stripe that says nothing, and answers in time."""

    env: dict[str, str]
    answers_within_seconds: float = 5.0


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
    # The SDK whose calls a preload leads to the stack's Stripe: `python` or `node`; empty where the checkout is told.
    redirect: str = ""
    # Its adapter (see `harness.checkouts.loading.load`), and what it does differently without being wrong.
    adapter: str = REFERENCE
    facts: Facts = field(default_factory=Facts)
    # Its contract; None where it promises nothing that could be read.
    contract: OwnContract | None = None
    container: InContainer | None = None
    # None where its time-out for Stripe cannot be set.
    short_timeout: ShortTimeout | None = None

    def start_command(self, places: Mapping[str, str]) -> list[str]:
        """The words of the start command with {python}, {port} and {tmp} filled in."""
        return [_filled(word, places) for word in self.command]

    def impatient(self) -> "Profile | None":
        """The same checkout with its short time-out for Stripe; None where it has none."""
        short = self.short_timeout
        if short is None:
            return None
        facts = replace(self.facts, answers_within_seconds=short.answers_within_seconds)
        return replace(self, env={**self.env, **short.env}, facts=facts)

    def environment(self, known: Mapping[str, str]) -> dict[str, str]:
        """The profile's own variables, with {NAME} replaced by the documented variable, or the place, of that name."""
        return {name: _filled(value, known) for name, value in self.env.items()}


def places(port: int, tmp: str) -> dict[str, str]:
    """What stands for itself on this machine, by the names of PLACES; `tmp` is a folder of the run."""
    return dict(zip(PLACES, (sys.executable, str(port), tmp), strict=True))


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, actual in known.items():
        text = text.replace("{" + name + "}", actual)
    return text
