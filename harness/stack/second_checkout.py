"""A second checkout beside the stack's, with other settings, at the same Stripe and AWS: a process or a container, as
the first one is."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.config.checkout import places
from harness.stack.base.environment import Keys, checkout_environment, clean_environment
from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import RunningStack, Stack, since
from harness.stack.processes.ports import LOOPBACK, free_port
from harness.stack.processes.process import Process
from harness.stack.redirect import variables

if TYPE_CHECKING:
    from harness.config.profile import Profile

PART = "second checkout"
NO_PROFILE = "an external stack, whose checkout something else starts"


class NoSecondCheckout(StackFailure):
    """This stack cannot have one; with another it would be there."""

    headline = "There can be no second checkout here"


@dataclass(frozen=True)
class Address:
    """Where a second checkout will be: its port of this machine, and where the stack's Stripe reaches it."""

    port: int
    seen_by_stripe: str
    name: str

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return f"http://{LOOPBACK}:{self.port}"


def free_address(stack: Stack, profile: "Profile") -> Address:
    """A place for a second checkout; NoSecondCheckout where something else than the profile starts the checkout."""
    if stack.mode == "external":
        raise NoSecondCheckout(PART, "a checkout that the profile starts", NO_PROFILE, "use --stack=embedded")
    port, name = free_port(), f"checkout-{secrets.token_hex(3)}"
    if stack.run and profile.container is not None:
        return Address(port, f"http://{name}:{profile.container.port}", name)
    return Address(port, f"http://{LOOPBACK}:{port}", name)


def another_checkout(
    stack: Stack, profile: "Profile", *, log: Path, address: Address | None = None, **environment: str | None
) -> RunningStack:
    """Start the profile's checkout once more and wait until it is healthy; the answer is the stack with its URL.

    `environment` changes the documented variables, before the profile's own `[env]` is filled in; None leaves one out.
    Who signed in at the first checkout has to sign in again. NoSecondCheckout where there can be none, StackFailure
    when it does not come up with these settings.
    """
    began, address = time.monotonic(), address or free_address(stack, profile)
    mine = replace(stack, tmp=_own_folder(stack, address), checkout_url=address.url)
    env = second_environment(stack, profile, environment, places(address.port, mine.tmp))
    close, broken = (_container if stack.run else _process)(mine, profile, address, env, log)
    logs = {**stack.logs, "checkout": str(log)}
    return RunningStack(replace(mine, variables=env, startup_seconds=since(began), logs=logs), close, broken)


def _own_folder(stack: Stack, address: Address) -> str:
    """{tmp} of the second checkout: two of them would not share a database in a file, or a socket."""
    if stack.run or not stack.tmp:
        return stack.tmp
    folder = Path(stack.tmp, address.name)
    folder.mkdir()
    return str(folder)


def second_environment(
    stack: Stack, profile: "Profile", changes: Mapping[str, str | None], places: Mapping[str, str]
) -> dict[str, str]:
    """The variables that the stack's own checkout has (but for its token secret, which no stack tells), changed."""
    keys = Keys(
        stack.account,
        stack.secret_key,
        stack.publishable_key,
        stack.webhook_secret,
        stack.admin_email,
        stack.admin_password,
        secrets.token_hex(16),
    )
    documented = checkout_environment(
        replace(profile, env={}),
        keys,
        {},
        **_addresses(stack),
        webhook_secret=stack.webhook_secret,
    )
    documented |= {name: value or "" for name, value in changes.items()}
    left_out = {name for name, value in changes.items() if value is None}
    environment = {name: value for name, value in documented.items() if name not in left_out}
    environment |= profile.environment({**places, **documented})
    return {**environment, **variables(profile.redirect, _addresses(stack)["stripe_url"], environment)}


# How to end it, and what to say when it ended by itself.
Lifecycle = tuple[Callable[[], None], Callable[[], list[StackFailure]]]


def _process(stack: Stack, profile: "Profile", address: Address, env: dict[str, str], log: Path) -> Lifecycle:
    command = profile.start_command(places(address.port, stack.tmp))
    process = Process(PART, command, log=log, env={**clean_environment(), **env}, cwd=profile.directory)
    try:
        process.wait_for_health(address.url + profile.health_path, profile.health_seconds)
    except BaseException:
        process.close()
        raise
    return process.close, lambda: [broke] if (broke := process.broke()) else []


def _container(stack: Stack, profile: "Profile", address: Address, env: dict[str, str], log: Path) -> Lifecycle:
    from harness.stack.docker import containers
    from harness.stack.docker.engine import AddedContainer

    recipe = containers.checkout_recipe(profile, stack.images[containers.CHECKOUT], address.name, address.port, env)
    added = AddedContainer(stack.run, recipe, log)
    try:
        added.container.wait_for_health(profile.health_path, profile.health_seconds)
    except BaseException:
        added.close()
        raise
    return added.close, lambda: [broke] if (broke := added.container.broke()) else []


def _addresses(stack: Stack) -> dict[str, str]:
    """Where the second checkout finds what the first one does."""
    public = {"public_stripe_url": stack.stripe_url}
    if stack.run:
        from harness.stack.docker.containers import AWS_THERE, STRIPE_THERE

        return {"stripe_url": STRIPE_THERE, "aws_url": AWS_THERE, **public}
    return {"stripe_url": stack.tap_url or stack.stripe_url, "aws_url": stack.aws_url, **public}
