"""The system under test as one value: URLs, keys and logs. Each mode's module yields the same `Stack`."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack.failure import StackFailure

if TYPE_CHECKING:
    from harness.profile import Profile

__all__ = ["MODES", "RunningStack", "Stack", "StackFailure", "choose", "start"]

MODES = ("auto", "embedded", "containers", "external")


@dataclass(frozen=True)
class Stack:
    """Where everything is and with which keys; the same in every mode. `account` is the emulator's name of the keys."""

    mode: str
    why: str
    checkout_url: str
    stripe_url: str
    aws_url: str
    secret_key: str
    publishable_key: str
    webhook_secret: str
    account: str
    admin_email: str
    admin_password: str
    startup_seconds: float
    logs: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    webhook_events: tuple[str, ...] = ("*",)
    """The event types that the checkout registered for."""
    stripe: str = "emulator"
    """Which Stripe was asked for (`--stripe`); what it can do is found out by asking it, never told by this name."""
    tap_url: str = ""
    """Where the tap between the checkout and Stripe tells what it recorded; empty without one."""
    parts: dict[str, float] = field(default_factory=dict)
    """Seconds from the start of each part until it was healthy."""
    lacks: dict[str, str] = field(default_factory=dict)
    """What the Stripe backend cannot do, by capability, and what it did instead."""

    def to_json(self) -> str:
        """One line of JSON, for xdist workers and `checkout-harness up --json`."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Stack":
        """The stack that `to_json` wrote."""
        values = json.loads(text)
        lists = {name: tuple(values[name]) for name in ("offers", "webhook_events")}
        return cls(**{**values, **lists})


@dataclass
class RunningStack:
    """A stack and the way to end it; as a context manager it ends on exit."""

    stack: Stack
    close: Callable[[], None]
    broken: Callable[[], list[StackFailure]] = list
    """What ended by itself since the start, to be asked before `close`."""

    def __enter__(self) -> Stack:
        return self.stack

    def __exit__(self, *_: object) -> None:
        self.close()


def choose(mode: str) -> tuple[str, str]:
    """The mode that will run and why, from what was asked; StackFailure for one that this version cannot run."""
    if mode == "auto":
        return "embedded", "auto: local processes, no containers needed"
    if mode == "embedded":
        return mode, f"asked for by --stack={mode}"
    if mode == "external":
        from harness.stack import external

        return mode, external.why(f"asked for by --stack={mode}")
    if mode == "containers":
        hint = "use --stack=embedded, or start the containers yourself and use --stack=external"
        raise StackFailure("stack mode", "a mode this version can start", "--stack=containers is not built yet", hint)
    raise StackFailure("stack mode", f"one of {', '.join(MODES)}", f"--stack={mode}", "use --stack=auto")


def start(mode: str, profile: "Profile", *, seed: int, logs: Path) -> RunningStack:
    """Start (or, when external, find) the stack; StackFailure with log and hint when it cannot serve."""
    chosen, why = choose(mode)
    if chosen == "external":
        from harness.stack import external

        return external.start(profile, why=why)
    from harness.stack import embedded

    return embedded.start(profile, why=why, seed=seed, logs=logs)
