"""The embedded stack: three local processes, the edge (Stripe emulator, DynamoDB, SES on one port), the tap between
Stripe and the checkout, and the checkout."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from harness.stack import RunningStack, Stack, StackFailure
from harness.stack.environment import Keys, checkout_environment, clean_environment
from harness.stack.ports import LOOPBACK, free_port
from harness.stack.probe import call
from harness.stack.process import Process

if TYPE_CHECKING:
    from harness.profile import Profile

EDGE_SECONDS = 20.0
TAP_HINT = "run `python -m harness.tap --upstream http://127.0.0.1:4566` by hand"
EDGE_HINT = "run `python -m harness.stack.edge --port 0` by hand; `checkout-harness doctor` lists missing packages"


def start(profile: "Profile", *, why: str, seed: int, logs: Path) -> RunningStack:
    """Start the processes on free ports and wait until the checkout is healthy."""
    began = time.monotonic()
    keys = Keys.from_seed(seed)
    processes: list[Process] = []

    def close() -> None:
        for process in reversed(processes):
            process.close()

    try:
        edge = _own_process("edge (Stripe emulator and AWS)", _edge_command(seed), logs / "edge.log", EDGE_HINT)
        processes.append(edge)
        port = free_port()
        checkout_url = f"http://{LOOPBACK}:{port}"
        edge_url = edge.wait_for_line("ready ", EDGE_SECONDS)
        tap = _own_process("tap", _tap_command(edge_url), logs / "tap.log", TAP_HINT)
        processes.append(tap)
        webhook_secret = _register_webhook(edge, edge_url, checkout_url, profile, keys)
        tap_url = tap.wait_for_line("ready ", EDGE_SECONDS)
        env = checkout_environment(
            profile, keys, stripe_url=tap_url, public_stripe_url=edge_url, aws_url=edge_url,
            webhook_secret=webhook_secret,
        )  # fmt: skip
        checkout = Process(
            "checkout",
            profile.start_command(port),
            log=logs / "checkout.log",
            env=env,
            cwd=profile.directory,
            hint=f"run it by hand in {profile.directory or Path.cwd()}, with the [env] of {profile.source}: "
            f"{' '.join(profile.start_command(port))}",
        )
        processes.append(checkout)
        checkout.wait_for_health(checkout_url + profile.health_path, profile.health_seconds)
    except BaseException:
        close()
        raise
    stack = Stack(
        mode="embedded",
        why=why,
        checkout_url=checkout_url,
        stripe_url=edge_url,
        aws_url=edge_url,
        secret_key=keys.secret,
        publishable_key=keys.publishable,
        webhook_secret=webhook_secret,
        account=keys.account,
        admin_email=keys.admin_email,
        admin_password=keys.admin_password,
        startup_seconds=round(time.monotonic() - began, 3),
        logs={"edge": str(edge.log), "tap": str(tap.log), "checkout": str(checkout.log)},
        offers=profile.offers,
        webhook_events=profile.webhook_events,
        tap_url=tap_url,
    )
    return RunningStack(stack, close, lambda: [broke for process in processes if (broke := process.broke())])


def _own_process(name: str, command: list[str], log: Path, hint: str) -> Process:
    return Process(name, command, log=log, env=clean_environment(), hint=hint)


def _edge_command(seed: int) -> list[str]:
    return [sys.executable, "-m", "harness.stack.edge", "--port", "0", "--seed", str(seed)]


def _tap_command(edge_url: str) -> list[str]:
    return [sys.executable, "-m", "harness.tap", "--listen", f"{LOOPBACK}:0", "--upstream", edge_url]


def _register_webhook(edge: Process, edge_url: str, checkout_url: str, profile: "Profile", keys: Keys) -> str:
    """Register the checkout's webhook as a merchant would; https://docs.stripe.com/api/webhook_endpoints/create."""
    endpoint = f"{edge_url}/v1/webhook_endpoints"
    events = {f"enabled_events[{number}]": type for number, type in enumerate(profile.webhook_events)}
    form = {"url": checkout_url + profile.webhook_path, **events}
    status, body = call("POST", endpoint, form=form, token=keys.secret)
    if status != 200:
        raise StackFailure(edge.name, f"POST {endpoint} to answer 200", f"{status}: {body[:300]}", EDGE_HINT, edge.log)
    return str(json.loads(body)["secret"])
