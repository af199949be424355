"""Compile Stripe's contract from the pinned SDKs into the emulator's tables.

    python -m scripts.compile_contract            write every table (fetches the SDKs into .cache/sdk)

Which SDKs: `scripts/contract/sdks.txt`. Another version is one more line there, with the sha256 of its wheel. The table
of the default version is whole; each other one is the difference from its neighbour on the way to it, so that one
change of Stripe's stands in one file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.contract.sdk import Unavailable, WrongHash, pins
from scripts.contract.source import Source
from scripts.contract.table import CompiledTable, compile_table
from stripe_emulator.contract import DEFAULT_VERSION

TABLES = Path(__file__).resolve().parents[1] / "services/stripe_emulator/src/stripe_emulator/contract/tables"


def main() -> int:
    """Write `<api version>.json` of every pinned SDK; 2 when one cannot be had."""
    TABLES.mkdir(parents=True, exist_ok=True)
    try:
        compiled = [compile_table(Source(pin.fetch()), pin.version) for pin in pins()]
    except (Unavailable, WrongHash) as error:
        print(f"compile_contract: {error}", file=sys.stderr)
        return 2
    for table, base in with_bases(compiled):
        text = table.text(base)
        path = TABLES / f"{table.version}.json"
        path.write_text(text, "utf-8")
        print(f"{path.name}: {len(text.encode()):,} bytes from stripe {table.sdk}")
    return 0


def with_bases(tables: Sequence[CompiledTable]) -> Iterator[tuple[CompiledTable, CompiledTable | None]]:
    """Each table with the neighbour that it is written as a difference from; the default version has none."""
    ordered = sorted(tables, key=lambda table: table.version)
    default = next(place for place, table in enumerate(ordered) if table.version == DEFAULT_VERSION)
    for place, table in enumerate(ordered):
        step = 0 if place == default else 1 if place < default else -1
        yield table, ordered[place + step] if step else None


if __name__ == "__main__":
    sys.exit(main())
