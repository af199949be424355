"""The system under test as one value: URLs, keys and logs. Each mode's module yields the same `Stack`."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack.failure import StackFailure

if TYPE_CHECKING:
    from harness.config.profile import Profile

__all__ = ["MODES", "RunningStack", "Stack", "StackFailure", "choose", "since", "start"]

KEEP_HINT = "use --stack=containers, or `checkout-harness up`, which keeps every stack until Ctrl-C"
AWS_HINT = "leave --aws out: there LocalStack, or what runs already, answers as AWS"
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
    run: str = ""
    """How everything of this stack is labelled on the Docker engine; empty without containers."""
    images: dict[str, str] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    """The processes of this machine that lead its parts; empty where they are not the run's own."""
    aws: str = ""
    """What answers as AWS (`--aws`), with its version; empty where it is not the harness that starts it."""
    kept: bool = False
    """Whether it stays up when its starter ends."""

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


def since(began: float) -> float:
    """Seconds since a moment of the monotonic clock, to the millisecond."""
    return round(time.monotonic() - began, 3)


def _on_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def choose(
    mode: str, profile: "Profile | None" = None, stripe: str = "emulator", aws: str | None = None
) -> tuple[str, str]:
    """The mode that will run and why, from what was asked; StackFailure for one that there is not."""
    if aws and mode not in ("auto", "embedded"):
        raise StackFailure("--aws", "the embedded stack", f"--stack={mode} --aws={aws}", AWS_HINT)
    if mode == "auto" and aws:
        return "embedded", f"auto: --aws={aws} is the embedded stack's"
    if mode == "auto":
        why_not = _why_no_containers(profile, stripe)
        return (
            ("embedded", f"auto: {why_not}") if why_not else ("containers", "auto: an engine and the images are there")
        )
    if mode == "external":
        from harness.stack import external

        return mode, external.why(f"asked for by --stack={mode}")
    if mode in MODES:
        return mode, f"asked for by --stack={mode}"
    raise StackFailure("stack mode", f"one of {', '.join(MODES)}", f"--stack={mode}", "use --stack=auto")


def start(
    mode: str,
    profile: "Profile",
    *,
    seed: int,
    logs: Path,
    stripe: str = "emulator",
    aws: str | None = None,
    keep: bool = False,
    tell: Callable[[str], None] = _on_stderr,
) -> RunningStack:
    """Start (or, when external, find) the stack; StackFailure with log and hint when it cannot serve.

    `aws` is what answers as AWS in the embedded stack; `keep` leaves containers up; `tell` is given a line when
    something takes long.
    """
    chosen, why = choose(mode, profile, stripe, aws)
    if chosen == "containers":
        from harness.stack.docker import containers

        return containers.start(profile, why=why, seed=seed, logs=logs, stripe=stripe, keep=keep, tell=tell)
    if keep:
        raise StackFailure("--keep", "containers, which can outlive this command", f"{chosen} ({why})", KEEP_HINT)
    if chosen == "external":
        from harness.stack import external

        return external.start(profile, why=why)
    from harness.stack import embedded
    from harness.stack.aws import DEFAULT

    return embedded.start(profile, why=why, seed=seed, logs=logs, stripe=stripe, aws=aws or DEFAULT)


def _why_no_containers(profile: "Profile | None", stripe: str) -> str:
    if profile is not None and profile.container is None:
        return "the profile has no [container]"
    from harness.config import profile as profiles
    from harness.stack.docker import containers, images

    _, missing = images.find(*containers.own_images(profile or profiles.load(), stripe))
    return missing
