"""Compile the rules that Stripe states only in words into the emulator's table.

    python -m scripts.compile_text_rules            write contract/text_rules.json (fetches the SDKs into .cache/sdk)

They are read from the texts of the parameters in the pinned SDK of each table: a version is judged by the words of its
own SDK, for limits were raised and parameters renamed. See `scripts/contract/text_table.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scripts.contract.sdk import Pin, Unavailable, WrongHash, pins
from scripts.contract.source import Source
from scripts.contract.text_table import Words, compile_table
from scripts.contract.texts import ParameterText, parameter_texts
from stripe_emulator.contract import DEFAULT_VERSION, for_version, versions
from stripe_emulator.resources import endpoints

TABLE = Path(__file__).resolve().parents[1] / "services/stripe_emulator/src/stripe_emulator/contract/text_rules.json"


def table_of(pin: Pin) -> str:
    """The version whose table was compiled from an SDK."""
    return next(one for one in versions() if for_version(one).sdk == pin.version)


def whole_table() -> str:
    """The text of the table; raises `Unavailable`, `WrongHash`."""
    words = [Words(table_of(pin), pin.version, served_texts(pin)) for pin in pins()]
    default = next(one for one in words if one.version == DEFAULT_VERSION)
    return compile_table(default, (one for one in words if one is not default))


@cache  # two seconds of reading for each SDK
def served_texts(pin: Pin) -> tuple[ParameterText, ...]:
    """The parameter texts of the operations that the emulator serves; raises `Unavailable`, `WrongHash`."""
    return tuple(_served(parameter_texts(Source(pin.fetch()))))


def _served(texts: Iterable[ParameterText]) -> Iterable[ParameterText]:
    served = {f"{endpoint.method} {endpoint.template}" for endpoint in endpoints()}
    return (text for text in texts if text.operation in served)


def main() -> int:
    """Write the table; 2 when an SDK cannot be had."""
    try:
        table = whole_table()
    except (Unavailable, WrongHash) as error:
        print(f"compile_text_rules: {error}", file=sys.stderr)
        return 2
    TABLE.write_text(table, "utf-8")
    print(f"{TABLE.name}: {len(table.encode()):,} bytes from {len(pins())} SDKs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
