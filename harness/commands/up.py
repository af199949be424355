"""`checkout-harness up`: start the stack, say where it is, keep it until SIGINT or SIGTERM, leave no process behind."""

import random
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import FrameType

from harness import stack
from harness.config import profile
from harness.stack import summary_text
from harness.stack.base import stripe_backends

COULD_NOT_RUN = 2


class Ended(Exception):
    """A signal asked the command to end."""


def run(
    *,
    mode: str,
    stripe: str,
    keep: bool,
    profile_path: Path | None,
    seed: int | None,
    reports: Path,
    as_json: bool,
    aws: str | None = None,
) -> int:
    """Serve until a signal, or leave the stack up when it is to be kept; 0 then, 2 when it could not start."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    try:
        chosen = for_people(profile.load(profile_path), stripe)
        drawn = random.SystemRandom().randrange(1, 2**31) if seed is None else seed
        logs = reports / "stack"
        with stack.start(mode, chosen, seed=drawn, logs=logs, stripe=stripe, aws=aws, keep=keep) as running:
            print(running.to_json() if as_json else "\n".join(summary_text.lines(running)), flush=True)
            if not keep:
                threading.Event().wait()
    except Ended:
        return 0
    except (stack.StackFailure, profile.ProfileError, OSError) as error:
        print(error, file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def for_people(checkout: profile.Profile, stripe: str) -> profile.Profile:
    """The checkout with pages that load the backend's stand-in of Stripe.js: whoever sits in front of them is offline.

    A gate's pages name js.stripe.com as they do in production, and its browser is told where that is.
    """
    if not (path := stripe_backends.backend(stripe).stripe_js):
        return checkout
    return replace(checkout, env={"STRIPE_JS_BASE": f"{{STRIPE_PUBLIC_API_BASE}}{path}", **checkout.env})


def _end(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # ending takes a moment and is not to be interrupted
    raise Ended
