"""`python -m bench [--rounds N] [--seed N]`: measure, print the table, and keep it in bench/RESULTS.md."""

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Figure, start_up, suites

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Measure everything once; the machine should have nothing else to do."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").strip())
    parser.add_argument("--rounds", type=int, default=5, help="how often the stack is started")
    parser.add_argument("--seed", type=int, default=1, help="seed of the suites")
    options = parser.parse_args()
    started = start_up(max(1, options.rounds))
    ran, cases = suites(options.seed)
    text = told([started, ran], cases)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def told(figures: list[Figure], cases: int) -> str:
    """The figures as a table, with what they were measured on."""
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()} on {platform.system()}"
    rows = [
        f"| {one.name} | {one.seconds:.2f} s | {one.target:g} s | {one.yardstick} | {one.yardstick_seconds:.2f} s "
        f"| {one.ratio:.2f} |"
        for one in figures
    ]
    return "\n".join(
        [
            "# Figures",
            "",
            f"Written by `make bench` on {datetime.now(UTC).date()}: {machine}; the suites are {cases} cases.",
            "",
            "| what | seconds | at most | beside | seconds | ratio |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
