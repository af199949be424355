"""The embedded stack: three local processes, the edge (Stripe emulator, DynamoDB, SES on one port), the tap between
Stripe and the checkout, and the checkout."""

import os
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from harness.config.checkout import places
from harness.stack.aws import DEFAULT as DEFAULT_AWS
from harness.stack.base import stripe_backends, webhook_endpoint
from harness.stack.base.environment import Keys, checkout_environment, clean_environment
from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import RunningStack, Stack, common_facts, since
from harness.stack.base.stripe_backends import DEFAULT, Backend
from harness.stack.processes.ports import LOOPBACK, free_port
from harness.stack.processes.process import Process

if TYPE_CHECKING:
    from harness.config.profile import Profile

EDGE_SECONDS = 20.0
NEEDS_CONTAINERS = "use --stack=containers; it needs a Docker engine (`checkout-harness doctor`)"
NEEDS_PROFILE = "give --profile=my-shop.toml, which describes your checkout, or install the wheel of the reference shop"
TAP_HINT = "run `python -m harness.tap --upstream http://127.0.0.1:4566` by hand"
EDGE_HINT = (
    "run `python -m harness.stack.processes.edge --port 0` by hand; `checkout-harness doctor` lists missing packages"
)


def start(
    profile: "Profile", *, why: str, seed: int, logs: Path, stripe: str = DEFAULT, aws: str = DEFAULT_AWS
) -> RunningStack:
    """Start the processes on free ports and wait until the checkout is healthy."""
    _refuse_missing(profile)
    began = time.monotonic()
    backend, keys, stripe_url = _backend(stripe, Keys.from_seed(seed), why)
    processes: list[Process] = []
    tmp = tempfile.mkdtemp(prefix="checkout-harness-")

    def started(name: str, command: list[str], log: str, hint: str) -> Process:
        processes.append(Process(name, command, log=logs / log, env=clean_environment(), hint=hint))
        return processes[-1]

    def close() -> None:
        for process in reversed(processes):
            process.close()
        shutil.rmtree(tmp, ignore_errors=True)

    try:
        checkout_url = f"http://{LOOPBACK}:{free_port()}"
        edge = started("edge (Stripe emulator and AWS)", _edge_command(seed, aws), "edge.log", EDGE_HINT)
        edge_url = edge.wait_for_line("ready ", EDGE_SECONDS)
        parts = {"edge": since(began)}
        stripe_url, tap_began = stripe_url or edge_url, time.monotonic()
        tap = started("tap", _tap_command(stripe_url), "tap.log", TAP_HINT)
        webhook_secret = _webhook_secret(backend, stripe_url, checkout_url, profile, keys, edge)
        tap_url = tap.wait_for_line("ready ", EDGE_SECONDS)
        parts["tap"], checkout_began = since(tap_began), time.monotonic()
        where = places(int(checkout_url.rpartition(":")[2]), tmp)
        addresses = {"stripe_url": tap_url, "public_stripe_url": stripe_url, "aws_url": edge_url}
        env = checkout_environment(profile, keys, where, **addresses, webhook_secret=webhook_secret)
        checkout = _checkout(profile, where, env, logs)
        processes.append(checkout)
        checkout.wait_for_health(checkout_url + profile.health_path, profile.health_seconds)
    except BaseException:
        close()
        raise
    stack = Stack(
        mode="embedded",
        why=why,
        checkout_url=checkout_url,
        stripe_url=stripe_url,
        aws_url=edge_url,
        logs={"edge": str(edge.log), "tap": str(tap.log), "checkout": str(checkout.log)},
        stripe=stripe,
        tap_url=tap_url,
        parts={**parts, "checkout": since(checkout_began)},
        tmp=tmp,
        pids={"edge": edge.pid, "tap": tap.pid, "checkout": checkout.pid},
        aws=f"{aws} {version(aws)}",
        **common_facts(profile, keys, webhook_secret=webhook_secret, began=began, variables=env),
    )
    return RunningStack(stack, close, lambda: [broke for process in processes if (broke := process.broke())])


def _refuse_missing(profile: "Profile") -> None:
    from harness.config.profile import reference_is_missing

    if reference_is_missing(profile):
        raise StackFailure(
            "checkout", "--profile, or the reference shop", "no profile, and no package `checkout`", NEEDS_PROFILE
        )


def _checkout(profile: "Profile", where: dict[str, str], env: dict[str, str], logs: Path) -> Process:
    command = profile.start_command(where)
    return Process(
        "checkout",
        command,
        log=logs / "checkout.log",
        env={**clean_environment(), **env},
        cwd=profile.directory,
        hint=f"run it by hand in {profile.directory or Path.cwd()}, with the [env] of {profile.source}: "
        f"{' '.join(command)}",
    )


def _backend(stripe: str, keys: Keys, why: str) -> tuple[Backend, Keys, str]:
    """The backend, the keys for it, and where it is; nowhere yet when the edge has it."""
    chosen = stripe_backends.backend(stripe)
    if not chosen.embedded:
        expected = f"containers, for --stripe={stripe}"
        raise StackFailure("Stripe backend", expected, f"the embedded stack ({why})", NEEDS_CONTAINERS)
    return (chosen, *stripe_backends.with_account(keys, os.environ)) if chosen.remote else (chosen, keys, "")


def _webhook_secret(
    backend: Backend, stripe_url: str, checkout_url: str, profile: "Profile", keys: Keys, edge: Process
) -> str:
    """Of the endpoint that was registered for the checkout; the harness's own where none can be."""
    if not backend.registers:
        return keys.webhook_secret
    return webhook_endpoint.register(
        stripe_url, checkout_url, profile, keys, part=edge.name, hint=EDGE_HINT, log=edge.log
    )


def _edge_command(seed: int, aws: str) -> list[str]:
    return [sys.executable, "-m", "harness.stack.processes.edge", "--port", "0", "--seed", str(seed), "--aws", aws]


def _tap_command(stripe_url: str) -> list[str]:
    return [sys.executable, "-m", "harness.tap", "--listen", f"{LOOPBACK}:0", "--upstream", stripe_url]
