"""The Stripe emulator beside the stock engine, an empty server and bare imports; all of it by HTTP, on loopback."""

from __future__ import annotations

from bench.emulator import against_stock, delivering, growing, starting, stored
from bench.figures.figure import Figure

TITLE = "The Stripe emulator"


def figures() -> list[Figure]:
    """All figures of this part."""
    return [figure for part in (against_stock, growing, stored, starting, delivering) for figure in part.figures()]
