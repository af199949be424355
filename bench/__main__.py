"""`python -m bench [PART]`: measure, print the tables, and keep them in bench/RESULTS.md.

Exit code 0 when every promise is kept, 1 when one is not, 2 when something could not be measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from subprocess import CalledProcessError

from bench import command, contract, crowd, emulator, stack, tap
from bench.emulator.client import AnswerError
from bench.emulator.servers import ServerError
from bench.figures import results
from bench.figures.figure import Figure

BROKEN, CANNOT = 1, 2
PARTS: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    "command": (command.TITLE, command.figures),
    "stack": (stack.TITLE, stack.figures),
    "emulator": (emulator.TITLE, emulator.figures),
    "tap": (tap.TITLE, tap.figures),
    "crowd": (crowd.TITLE, crowd.figures),
    "contract": (contract.TITLE, contract.figures),
}


def main(arguments: list[str] | None = None) -> int:
    """Measure one part, or all; the machine should have nothing else to do."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=tuple(PARTS), help="all parts without one")
    chosen = parser.parse_args(arguments).part
    broken = []
    for title, figures in [PARTS[chosen]] if chosen else PARTS.values():
        try:
            got = figures()
        except (ServerError, AnswerError, TimeoutError, CalledProcessError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return CANNOT
        print(results.keep(title, got), flush=True)
        broken += [figure.failure for figure in got if not figure.holds]
    for line in broken:
        print(f"bench: NOT KEPT: {line}", file=sys.stderr)
    return BROKEN if broken else 0


if __name__ == "__main__":
    sys.exit(main())
