"""The system under test as one value: URLs, keys and logs. Each mode's module yields the same `Stack`."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from harness.stack.base.failure import StackFailure

if TYPE_CHECKING:
    from harness.config.profile import Profile
    from harness.stack.base.environment import Keys


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
    # The adapter of the checkout (see `harness.checkouts.loading`), and what its profile says of it.
    adapter: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    # The fields of its `harness.config.checkout.OwnContract`; none where there is no contract.
    contract: dict[str, Any] = field(default_factory=dict)
    webhook_path: str = ""
    # A folder of this run alone, {tmp} in the profile; empty where the checkout runs elsewhere.
    tmp: str = ""
    # What the checkout was started with.
    variables: dict[str, str] = field(default_factory=dict, repr=False)
    # The event types that the checkout registered for.
    webhook_events: tuple[str, ...] = ("*",)
    # Which Stripe was asked for (`--stripe`); what it can do is found out by asking it, never told by this name.
    stripe: str = "emulator"
    # Where the tap between the checkout and Stripe tells what it recorded; empty without one.
    tap_url: str = ""
    # Seconds from the start of each part until it was healthy.
    parts: dict[str, float] = field(default_factory=dict)
    # What the Stripe backend cannot do, by capability, and what it did instead.
    missing_capabilities: dict[str, str] = field(default_factory=dict)
    # How everything of this stack is labelled on the Docker engine; empty without containers.
    run: str = ""
    images: dict[str, str] = field(default_factory=dict)
    # The processes of this machine that lead its parts; empty where they are not the run's own.
    pids: dict[str, int] = field(default_factory=dict)
    # What answers as AWS (`--aws`), with its version; empty where it is not the harness that starts it.
    aws: str = ""
    # Whether it stays up when its starter ends.
    stays_up: bool = False

    def hears(self, type: str) -> bool:
        """Whether the checkout registered for events of this type."""
        return bool({type, "*"} & set(self.webhook_events))

    def to_json(self) -> str:
        """One line of JSON, for xdist workers and `checkout-harness up --json`."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Stack":
        """The stack that `to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "webhook_events": tuple(values["webhook_events"])})


@dataclass
class RunningStack:
    """A stack and the way to end it; as a context manager it ends on exit."""

    stack: Stack
    close: Callable[[], None]
    # What ended by itself since the start, to be asked before `close`.
    broken: Callable[[], list[StackFailure]] = list

    def __enter__(self) -> Stack:
        return self.stack

    def __exit__(self, *_: object) -> None:
        self.close()


def since(began: float) -> float:
    """Seconds since a moment of the monotonic clock, to the millisecond."""
    return round(time.monotonic() - began, 3)


def common_facts(
    profile: "Profile", keys: "Keys", *, webhook_secret: str, began: float, variables: dict[str, str]
) -> dict[str, Any]:
    """The fields of a `Stack` that every mode which starts a checkout fills in the same way."""
    return {
        "secret_key": keys.secret,
        "publishable_key": keys.publishable,
        "webhook_secret": webhook_secret,
        "account": keys.account,
        "admin_email": keys.admin_email,
        "admin_password": keys.admin_password,
        "startup_seconds": since(began),
        "adapter": profile.adapter,
        "facts": asdict(profile.facts),
        "contract": asdict(profile.contract) if profile.contract else {},
        "variables": variables,
        "webhook_path": profile.webhook_path,
        "webhook_events": profile.webhook_events,
    }
