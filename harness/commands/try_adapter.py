"""`checkout-harness try`: one purchase and one decline through the adapter, step by step."""

import random
import sys
from pathlib import Path

from harness import stack
from harness.checkouts import AdapterError
from harness.checkouts.features import not_offered
from harness.checkouts.loading import features_of, load
from harness.config import profile
from harness.shop.probe import NOT_THERE, Step, probe
from harness.stack.base.stack import Stack

COULD_NOT_RUN, NOT_KNOWN = 2, 3
LONGEST_LINE = 200


def run(*, mode: str, stripe: str, aws: str | None, profile_path: Path | None, seed: int | None, reports: Path) -> int:
    """0 when every step went through, 3 when one did not, 2 when nothing could be tried."""
    try:
        chosen = profile.load(profile_path)
        load(chosen.adapter)
        drawn = random.SystemRandom().randrange(1, 2**31) if seed is None else seed
        logs = reports / "stack"
        with stack.start(mode, chosen, seed=drawn, logs=logs, stripe=stripe, aws=aws, tell=print) as running:
            return _tried(running, drawn)
    except (stack.StackFailure, profile.ProfileError, AdapterError, OSError) as error:
        print(error, file=sys.stderr)
        return COULD_NOT_RUN


def _tried(running: Stack, seed: int) -> int:
    print(f"{running.checkout_url}, adapter {running.adapter}\n")
    for step in probe(running, seed):
        print("\n".join(_lines(step)), flush=True)
        if not step.ok:
            print(f"\nstopped at `{step.name}`: mend the adapter (or the checkout), and try again", file=sys.stderr)
            return NOT_KNOWN
    print("\nThe adapter works: `checkout-harness gate --quick` judges the checkout.")
    for name, promise in not_offered(features_of(load(running.adapter))).items():
        print(f"  not offered: {name}, so nothing is judged of: {promise}")
    return 0


def _lines(step: Step) -> list[str]:
    mark = "o" if step.returned == NOT_THERE else "+" if step.ok else "x"
    sent = [f"      {line[:LONGEST_LINE]}" for line in step.sent]
    return [f"{mark} {step.name}", *sent, f"      = {step.failure or step.returned}"]
