"""The operations of Stripe's API that the emulator has."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.reference.markdown import code, codes, table
from stripe_emulator import coverage

HEAD = """# The emulator's operations

Counted against Stripe's own contract, compiled from the official SDKs. `stripe-emulator coverage` prints the same.
An operation that is not here is answered as Stripe answers an unknown URL.
"""


def page() -> str:
    """The page."""
    measured = coverage.measure()
    absent = [one for one in measured.resources if not one.here]
    parts = [HEAD, f"{measured.summary}."]
    for one in measured.resources:
        if one.here:
            parts += [f"## {one.name}", f"{one.share}.", table(("operation", ""), _rows(one))]
    parts += ["## Not here at all", ", ".join(f"{one.name} ({len(one.missing)})" for one in absent) + "."]
    if measured.beyond:
        parts += ["## Beyond the contract", codes(measured.beyond) + "."]
    return "\n\n".join(parts)


def _rows(resource: coverage.Resource) -> Iterator[tuple[str, str]]:
    yield from ((code(key), "") for key in resource.here)
    yield from ((code(key), "not here") for key in resource.missing)
