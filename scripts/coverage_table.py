"""Write both tables of `stripe-emulator coverage --markdown` into the emulator's README, each between its markers.

python -m scripts.coverage_table
"""

from __future__ import annotations

from pathlib import Path

from stripe_emulator import coverage
from stripe_emulator.contract import divergences

README = Path(__file__).resolve().parents[1] / "services" / "stripe_emulator" / "README.md"


def with_table(text: str, table: str, markers: tuple[str, str] = coverage.MARKERS) -> str:
    """The same text with this table between the markers."""
    begin, end = markers
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    updated = with_table(README.read_text("utf-8"), coverage.markdown(coverage.measure()))
    README.write_text(with_table(updated, divergences.markdown(), divergences.MARKERS), "utf-8")
