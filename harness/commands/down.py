"""`checkout-harness down`: remove the containers and networks of stacks that were kept, and of runs that are gone."""

import sys

from harness.stack.docker import leftovers
from harness.stack.docker.leftovers import Thing

COULD_NOT = 2
HINT = "Hint: it is in the report, and in what --keep printed"


def run(runs: list[str]) -> int:
    """Remove the stacks of these runs, all kept ones without a name; 2 when one is not there, or no engine answers."""
    try:
        removed = leftovers.remove(lambda thing: _wanted(thing, runs))
    except OSError as error:
        print(f"checkout-harness down: {error}", file=sys.stderr)
        return COULD_NOT
    for thing in removed:
        print(f"removed {thing.kind} {thing.id} of run {thing.run}")
    if missing := sorted(set(runs) - {thing.run for thing in removed}):
        message = f"expected the name of a kept stack, got {', '.join(missing)}: there is nothing of it. {HINT}"
        print(f"checkout-harness down: {message}", file=sys.stderr)
        return COULD_NOT
    if not removed:
        print("nothing is kept, and nothing was left behind")
    return 0


def _wanted(thing: Thing, runs: list[str]) -> bool:
    """A run in progress is removed only by its name."""
    return thing.run in runs if runs else thing.keep == "yes" or leftovers.dead(thing)
