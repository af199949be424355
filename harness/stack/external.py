"""The external stack: everything already runs somewhere; the environment says where and with which keys."""

import os
import time
from http.client import HTTPException
from typing import TYPE_CHECKING

from harness.stack import RunningStack, Stack, StackFailure
from harness.stack.probe import call

if TYPE_CHECKING:
    from harness.profile import Profile

REQUIRED = ("CHECKOUT_URL", "STRIPE_API_BASE", "STRIPE_API_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")
PART = "external stack"
LIVE = ("sk_live_", "rk_live_", "pk_live_")


def start(profile: "Profile", *, why: str) -> RunningStack:
    """The stack that the environment describes, after one look at the checkout's health. Closing it ends nothing."""
    began = time.monotonic()
    env = {name: os.environ.get(name, "").rstrip("/") for name in REQUIRED}
    _refuse(env)
    _healthy(env["CHECKOUT_URL"] + profile.health_path)
    secret = env["STRIPE_API_KEY"]
    stack = Stack(
        mode="external",
        why=why,
        checkout_url=env["CHECKOUT_URL"],
        stripe_url=env["STRIPE_API_BASE"],
        aws_url=os.environ.get("AWS_ENDPOINT_URL", env["STRIPE_API_BASE"]).rstrip("/"),
        secret_key=secret,
        publishable_key=env["STRIPE_PUBLISHABLE_KEY"],
        webhook_secret=env["STRIPE_WEBHOOK_SECRET"],
        account=secret.removeprefix("sk_test_"),
        admin_email=os.environ.get("ADMIN_EMAIL", ""),
        admin_password=os.environ.get("ADMIN_PASSWORD", ""),
        startup_seconds=round(time.monotonic() - began, 3),
        offers=profile.offers,
        webhook_events=profile.webhook_events,
    )
    return RunningStack(stack, lambda: None)


def _refuse(env: dict[str, str]) -> None:
    missing = [name for name, value in env.items() if not value]
    if missing:
        hint = "`checkout-harness up --json` prints all of them for the embedded stack"
        raise StackFailure(PART, f"the variables {', '.join(REQUIRED)}", f"not set: {', '.join(missing)}", hint)
    live = [name for name, value in env.items() if value.startswith(LIVE)]
    if live:
        came = f"a live key in {', '.join(live)}"
        raise StackFailure(PART, "test-mode keys only", came, "use sk_test_/pk_test_ keys")


def _healthy(url: str) -> None:
    try:
        status, body = call("GET", url)
    except (OSError, HTTPException) as error:
        raise StackFailure(PART, f"GET {url} to answer 200", str(error), "is the checkout running there?") from error
    if status != 200:
        raise StackFailure(PART, f"GET {url} to answer 200", f"{status}: {body[:200]}", "look at the checkout's log")
