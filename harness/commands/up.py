"""`checkout-harness up`: start the stack, say where it is, keep it until SIGINT or SIGTERM, leave no process behind."""

import random
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from harness import profile, stack
from harness.stack import Stack

COULD_NOT_RUN = 2


class Ended(Exception):
    """A signal asked the command to end."""


def run(*, mode: str, profile_path: Path | None, seed: int | None, reports: Path, as_json: bool) -> int:
    """Serve until a signal; 0 after it, 2 when the stack could not start."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    try:
        chosen = profile.load(profile_path)
        drawn = random.SystemRandom().randrange(1, 2**31) if seed is None else seed
        with stack.start(mode, chosen, seed=drawn, logs=reports / "stack") as running:
            print(running.to_json() if as_json else told(running), flush=True)
            threading.Event().wait()
    except Ended:
        return 0
    except (stack.StackFailure, profile.ProfileError, OSError) as error:
        print(error, file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def told(running: Stack) -> str:
    """The stack for people: URLs, keys, and how to use it."""
    rows = {
        "checkout": running.checkout_url,
        "Stripe API": running.stripe_url,
        "AWS (DynamoDB, SES)": running.aws_url,
        "secret key": running.secret_key,
        "publishable key": running.publishable_key,
        "webhook secret": running.webhook_secret,
        "admin": f"{running.admin_email} / {running.admin_password}",
        **{f"log of {name}": path for name, path in running.logs.items()},
    }
    lines = [f"{running.mode} stack ({running.why}), up in {running.startup_seconds:.1f} s. Ctrl-C ends it."]
    return "\n".join([*lines, *(f"  {name:20} {value}" for name, value in rows.items())])


def _end(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # ending takes a moment and is not to be interrupted
    raise Ended
