"""The external stack: everything already runs somewhere; the environment says where and with which keys.

What the environment does not say, the project's `.env` does: that is where `make compose-up` leaves it.
"""

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from harness.core import stripe_keys
from harness.core.places import DOTENV
from harness.stack import dotenv
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import health
from harness.stack.base.stack import RunningStack, Stack, since

if TYPE_CHECKING:
    from harness.config.profile import Profile

REQUIRED = ("CHECKOUT_URL", "STRIPE_API_BASE", "STRIPE_API_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")
OPTIONAL = ("AWS_ENDPOINT_URL", "ADMIN_EMAIL", "ADMIN_PASSWORD")
PART = "external stack"
KEYS = {"STRIPE_API_KEY": stripe_keys.SECRET, "STRIPE_PUBLISHABLE_KEY": stripe_keys.PUBLISHABLE}


def start(profile: "Profile", *, why: str) -> RunningStack:
    """The stack that the environment describes, after one look at the checkout's health. Closing it ends nothing."""
    began = time.monotonic()
    env, _ = settings()
    _refuse(env)
    _healthy(env["CHECKOUT_URL"] + profile.health_path)
    secret = env["STRIPE_API_KEY"]
    stack = Stack(
        mode="external",
        why=why,
        checkout_url=env["CHECKOUT_URL"],
        stripe_url=env["STRIPE_API_BASE"],
        aws_url=env["AWS_ENDPOINT_URL"] or env["STRIPE_API_BASE"],
        secret_key=secret,
        publishable_key=env["STRIPE_PUBLISHABLE_KEY"],
        webhook_secret=env["STRIPE_WEBHOOK_SECRET"],
        account=secret.partition("_test_")[2],
        admin_email=env["ADMIN_EMAIL"],
        admin_password=env["ADMIN_PASSWORD"],
        startup_seconds=since(began),
        adapter=profile.adapter,
        facts=asdict(profile.facts),
        contract=asdict(profile.contract) if profile.contract else {},
        webhook_path=profile.webhook_path,
        variables=env,
        webhook_events=profile.webhook_events,
    )
    return RunningStack(stack, lambda: None)


def why(reason: str) -> str:
    """What was asked for, and which variables `.env` said: the header and the reports tell it."""
    _, found_in = settings()
    return f"{reason}; {found_in}" if found_in else reason


def settings() -> tuple[dict[str, str], str]:
    """Every variable that is asked for, empty where nobody says it, and in a few words which ones `.env` said."""
    try:
        file = dotenv.read(DOTENV, dict(os.environ))
    except (dotenv.DotenvError, OSError, UnicodeDecodeError) as error:
        raise StackFailure(
            PART, f"a readable {DOTENV}", str(error), "correct or remove it: see .env.example"
        ) from error
    env = {name: os.environ.get(name) or file.get(name, "") for name in (*REQUIRED, *OPTIONAL)}
    names = [name for name, value in env.items() if value and not os.environ.get(name)]
    meant = {name: _as_meant(name, value) for name, value in env.items()}
    return meant, f"from .env: {', '.join(names)}" if names else ""


def refuse_live_keys(env: dict[str, str]) -> None:
    """StackFailure when one of these variables holds a live key, or Stripe's keys are given and are no test keys."""
    live = [name for name, value in env.items() if stripe_keys.holds_live_key(value)]
    if live:
        raise StackFailure(PART, "test-mode keys only", f"a live key in {', '.join(live)}", stripe_keys.HINT)
    for name, allowed in KEYS.items():
        key = stripe_keys.stripped(env.get(name, ""))
        if key and (got := stripe_keys.refusal(key, allowed)):
            raise StackFailure(PART, f"{stripe_keys.wanted(allowed)} in {name}", got, stripe_keys.HINT)


def _as_meant(name: str, value: str) -> str:
    value = stripe_keys.stripped(value) if name in KEYS else value
    return value.rstrip("/") if value.startswith("http") else value


def _refuse(env: dict[str, str]) -> None:
    missing = [name for name in REQUIRED if not env[name]]
    if missing:
        hint = "`make compose-up` starts a stack and leaves them in .env; `checkout-harness up --json` prints another's"
        raise StackFailure(PART, f"the variables {', '.join(REQUIRED)}", f"not set: {', '.join(missing)}", hint)
    refuse_live_keys(env)


def _healthy(url: str) -> None:
    healthy, got = health(url)
    if not healthy:
        raise StackFailure(PART, f"GET {url} to answer 200", got, "is the checkout running there? Its log says more")
