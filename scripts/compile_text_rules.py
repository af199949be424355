"""Compile the rules that Stripe states only in words into the emulator's table.

    python -m scripts.compile_text_rules            write contract/text_rules.json (fetches the SDK into .cache/sdk)

They are read from the texts of the parameters in the SDK of the default API version; those of other versions are the
same, or have fewer. See `scripts/contract/text_table.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.contract.sdk import Pin, Unavailable, WrongHash, pins
from scripts.contract.source import Source
from scripts.contract.text_table import compile_table
from scripts.contract.texts import ParameterText, parameter_texts
from stripe_emulator.contract import DEFAULT_VERSION, for_version
from stripe_emulator.resources import endpoints

TABLE = Path(__file__).resolve().parents[1] / "services/stripe_emulator/src/stripe_emulator/contract/text_rules.json"


def default_pin() -> Pin:
    """The SDK of the default API version."""
    sdk = for_version(DEFAULT_VERSION).sdk
    return next(pin for pin in pins() if pin.version == sdk)


def served_texts(pin: Pin) -> list[ParameterText]:
    """The parameter texts of the operations that the emulator serves; raises `Unavailable`, `WrongHash`."""
    return list(_served(parameter_texts(Source(pin.fetch()))))


def _served(texts: Iterable[ParameterText]) -> Iterable[ParameterText]:
    served = {f"{endpoint.method} {endpoint.template}" for endpoint in endpoints()}
    return (text for text in texts if text.operation in served)


def main() -> int:
    """Write the table; 2 when the SDK cannot be had."""
    pin = default_pin()
    try:
        table = compile_table(served_texts(pin), pin.version)
    except (Unavailable, WrongHash) as error:
        print(f"compile_text_rules: {error}", file=sys.stderr)
        return 2
    TABLE.write_text(table, "utf-8")
    print(f"{TABLE.name}: {len(table.encode()):,} bytes from stripe {pin.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
