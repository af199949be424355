"""`python -m scripts.compose up|down [--offline]`: the stack of docker-compose.yml; exit status 2 when it cannot be."""

from __future__ import annotations

import argparse
import sys

from scripts.compose import desk


def main() -> int:
    """Start or remove the stack."""
    parser = argparse.ArgumentParser(prog="compose", description="The stack of docker-compose.yml.")
    parser.add_argument("what", choices=("up", "down"))
    parser.add_argument("--offline", action="store_true", help="ask no registry of images")
    options = parser.parse_args()
    try:
        if options.what == "up":
            desk.up(offline=options.offline)
        else:
            desk.down()
    except desk.FAILURES as error:
        print(f"compose: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
