"""Compile Stripe's contract from the pinned SDKs into the emulator's tables.

    python -m scripts.compile_contract            write every table (fetches the SDKs into .cache/sdk)

Which SDKs: `scripts/contract/sdks.txt`. Another version is one more line there, with the sha256 of its wheel.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scripts.contract.sdk import Unavailable, WrongHash, pins
from scripts.contract.source import Source
from scripts.contract.table import compile_table

TABLES = Path(__file__).resolve().parents[1] / "services/stripe_emulator/src/stripe_emulator/contract/tables"


def main() -> int:
    """Write `<api version>.json` of every pinned SDK; 2 when one cannot be had."""
    TABLES.mkdir(parents=True, exist_ok=True)
    for pin in pins():
        try:
            package = pin.fetch()
        except (Unavailable, WrongHash) as error:
            print(f"compile_contract: {error}", file=sys.stderr)
            return 2
        text = compile_table(Source(package), pin.version)
        path = TABLES / f"{json.loads(text)['version']}.json"
        path.write_text(text, "utf-8")
        print(f"{path.name}: {len(text.encode()):,} bytes from stripe {pin.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
