"""`python -m proving.mutants`: small changes of the shop's money code, drawn by a seed; which of them does nobody see?

Each is tried with the shop's own tests first, then with the quick part of the gate. What was seen once is not tried
again while source and seed are the same. Exit code 0 when each is seen, or it is told why there is nothing to see.
"""

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from os import cpu_count
from pathlib import Path

from proving import gate
from proving.bugs import BugError
from proving.mutants.drawn import draw, source_mark
from proving.mutants.trial import NOBODY, UNKNOWN, Tried, fails, try_one
from proving.shops import REFERENCE, ROOT

SURVIVED, CANNOT = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """0 when no mutant survives, 1 when one does or could not be judged, 2 for unusable input."""
    options = _parser().parse_args(arguments)
    reports: Path = options.reports.resolve()
    gate.ends_on_sigterm()
    reports.mkdir(parents=True, exist_ok=True)
    record = reports / f"{source_mark()}-{options.seed}.jsonl"
    try:
        drawn = draw(options.sample, options.seed)
        tried = {row.name: row for row in _read(record)}
        left = [one for one in drawn if one.name not in tried and options.only in one.name]
        if left and (failed := fails(REFERENCE.source.parent)):
            raise BugError(f"tests/checkout: expected all to pass with the shop as it is, got a failure of {failed}")
        print(f"proving.mutants: {len(drawn)} mutants, seed {options.seed}, {len(left)} to try", flush=True)
        with ThreadPoolExecutor(options.jobs) as pool:
            running = [pool.submit(try_one, one, reports, options.seed) for one in left]
            try:
                for number, future in enumerate(as_completed(running), 1):
                    row = future.result()
                    tried[row.name] = row
                    with record.open("a", encoding="utf-8") as lines:
                        lines.write(json.dumps(asdict(row)) + "\n")
                    print(f"  [{number}/{len(left)}] {_line(row)}", flush=True)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                gate.end_all()
                raise
    except BugError as error:
        print(f"proving.mutants: {error}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("proving.mutants: interrupted. Hint: the same command with this --seed goes on", file=sys.stderr)
        return CANNOT
    rows = [tried[one.name] for one in drawn if one.name in tried]
    print(summary(rows))
    return SURVIVED if any(row.killed_by in (NOBODY, UNKNOWN) for row in rows) else 0


def summary(rows: list[Tried]) -> str:
    """How many were seen by whom, and each that nobody saw."""
    counts = Counter(row.killed_by for row in rows)
    head = f"{len(rows)} mutants: " + ", ".join(f"{name} {count}" for name, count in counts.most_common())
    return "\n".join([head, *(_line(row) for row in rows if row.killed_by in (NOBODY, UNKNOWN))])


def _line(row: Tried) -> str:
    why = f" ({row.why})" if row.why else ""
    return f"{row.killed_by}: {row.place}: {row.was} -> {row.became}{why}, {row.seconds:.0f} s, {row.name}"


def _read(record: Path) -> list[Tried]:
    lines = record.read_text("utf-8").splitlines() if record.is_file() else []
    rows = [Tried(**json.loads(line)) for line in lines]
    return [row for row in rows if row.killed_by not in (NOBODY, UNKNOWN)]  # a new case may see it now


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proving.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=60, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=16, help="which ones, and the gate's seed (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="PART", help="only those of the sample with this in their name")
    parser.add_argument("-j", "--jobs", type=int, default=cpu_count() or 1, help="tried side by side")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports" / "mutants", help="folder of all reports")
    return parser


if __name__ == "__main__":
    sys.exit(main())
