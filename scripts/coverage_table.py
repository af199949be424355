"""Write what `stripe-emulator coverage --markdown` prints into the emulator's README, between its two markers.

python -m scripts.coverage_table
"""

from __future__ import annotations

from pathlib import Path

from stripe_emulator import coverage

README = Path(__file__).resolve().parents[1] / "services" / "stripe_emulator" / "README.md"


def with_table(text: str, table: str) -> str:
    """The same text with this table between the markers."""
    begin, end = coverage.MARKERS
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8"), coverage.markdown(coverage.measure())), "utf-8")
