"""A second checkout beside the stack's: a process of this machine, with other settings, at the same Stripe and AWS."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack import RunningStack, Stack, StackFailure
from harness.stack.environment import Keys, checkout_environment, clean_environment
from harness.stack.ports import LOOPBACK, free_port
from harness.stack.process import Process

if TYPE_CHECKING:
    from harness.profile import Profile

PART = "second checkout"


class NoSecondCheckout(StackFailure):
    """This stack cannot have one; with another it would be there."""

    headline = "There can be no second checkout here"


def another_checkout(
    stack: Stack, profile: "Profile", *, log: Path, port: int = 0, **environment: str | None
) -> RunningStack:
    """Start the profile's checkout once more and wait until it is healthy; the answer is the stack with its URL.

    `environment` changes the documented variables, before the profile's own `[env]` is filled in; None leaves one out.
    Who signed in at the first checkout has to sign in again. NoSecondCheckout where something else than the profile
    starts the checkout, StackFailure when it does not come up with these settings.
    """
    if stack.mode == "external":
        came = "an external stack, whose checkout something else starts"
        raise NoSecondCheckout(PART, "a checkout that the profile starts", came, "use --stack=embedded")
    port = port or free_port()
    url = f"http://{LOOPBACK}:{port}"
    began = time.monotonic()
    command = profile.start_command(port)
    env = second_environment(stack, profile, environment)
    process = Process(PART, command, log=log, env=env, cwd=profile.directory)
    try:
        process.wait_for_health(url + profile.health_path, profile.health_seconds)
    except BaseException:
        process.close()
        raise
    seconds = round(time.monotonic() - began, 3)
    logs = {**stack.logs, "checkout": str(log)}
    second = replace(stack, checkout_url=url, startup_seconds=seconds, logs=logs)
    return RunningStack(second, process.close, lambda: [broke] if (broke := process.broke()) else [])


def second_environment(stack: Stack, profile: "Profile", changes: Mapping[str, str | None]) -> dict[str, str]:
    """The variables that the stack's own checkout has (but for its token secret, which no stack tells), changed."""
    keys = Keys(
        stack.account, stack.secret_key, stack.publishable_key, stack.webhook_secret, stack.admin_email,
        stack.admin_password, secrets.token_hex(16),
    )  # fmt: skip
    documented = checkout_environment(
        replace(profile, env={}), keys, stripe_url=stack.tap_url or stack.stripe_url,
        public_stripe_url=stack.stripe_url, aws_url=stack.aws_url, webhook_secret=stack.webhook_secret,
    )  # fmt: skip
    documented |= {name: value or "" for name, value in changes.items()}
    left_out = {name for name, value in changes.items() if value is None}
    kept = {name: value for name, value in documented.items() if name not in left_out}
    return {**clean_environment(), **kept, **profile.environment(documented)}
