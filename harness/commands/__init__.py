"""The subcommands of `checkout-harness`, one file each."""

import sys

from rich.console import Console

PIPED_WIDTH = 140


def wide_console() -> Console:
    """A console as wide as the terminal, and wide enough for tables when there is none; what it prints is no markup."""
    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, markup=False)
