"""`python -m proving`: break a copy of a shop in every known way and see the gate turn red, and say why."""

import argparse
import json
import os
import random
import sys
from pathlib import Path

from proving import gate, harm, known, record
from proving.bugs import UNBROKEN, Bug, BugError
from proving.copies import check
from proving.judgement import Row
from proving.runs import Runs
from proving.shops import REFERENCE, ROOT, Shop, example
from proving.table import figures, matrix, table

WRONG, CANNOT = 1, 2
# What the last run of all bugs found out, for everybody.
MATRIX = Path(__file__).with_name(known.MATRIX)


def main(arguments: list[str] | None = None) -> int:
    """0 when the unbroken copy is green and every bug is caught as its file says, 1 when not, 2 for unusable input."""
    options = _parser().parse_args(arguments)
    try:
        shop = example(options.shop) if options.shop else REFERENCE
        bugs = shop.bugs()
        if options.list:
            print("\n".join(f"{bug.name:40} exit {bug.exit_code}  {bug.story.splitlines()[0]}" for bug in bugs))
            return 0
        chosen = _chosen((shop.unbroken, *bugs), options.bug)
        for bug in chosen:
            check(bug, shop)
        reports = options.reports / shop.name if options.shop else options.reports
        rows, seed = _run(options, shop, chosen, reports)
    except BugError as error:
        print(f"proving: {error}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("proving: interrupted. Hint: the same command with --resume goes on where it was", file=sys.stderr)
        return CANNOT
    (reports / known.MATRIX).write_text(json.dumps(matrix(rows, seed), indent=2) + "\n", "utf-8")
    if options.write_harm and shop is REFERENCE:
        harm.write(rows, [bug.name for bug in bugs])
    print(table(rows))
    print(figures(rows))
    return WRONG if len(rows) < len(chosen) or any(row.wrong for row in rows) else 0


def _run(options: argparse.Namespace, shop: Shop, chosen: tuple[Bug, ...], reports: Path) -> tuple[list[Row], int]:
    """A row for each bug, and the seed. BugError when the run that should go on is another one."""
    gate.ends_on_sigterm()
    if options.resume:
        rows = record.resume(reports, options.seed, shop, chosen)
    else:
        seed = random.SystemRandom().randrange(1, 2**31) if options.seed is None else options.seed
        rows = record.begin(reports, seed, shop)
    kept = (MATRIX,) if shop is REFERENCE else ()
    found = known.read((*kept, reports / known.MATRIX))
    jobs = min(options.jobs, len(chosen))
    what = f"{len(chosen)} runs of the gate, {jobs} side by side, seed {rows.seed}, reports in {reports}"
    print(f"proving: {what}", flush=True)
    return Runs(shop, reports, rows, found, jobs, options.whole).all(chosen), rows.seed


def _chosen(bugs: tuple[Bug, ...], names: list[str]) -> tuple[Bug, ...]:
    """The bugs of these names after the unbroken copy, all without; BugError for a name that no file has."""
    known = {bug.name: bug for bug in bugs}
    for name in names:
        if name not in known:
            raise BugError(f"--bug: expected one of {', '.join(known)}, got {name}")
    return tuple(known[name] for name in dict.fromkeys([UNBROKEN.name, *names])) if names else tuple(known.values())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proving", description=__doc__)
    parser.add_argument("--shop", type=Path, metavar="FOLDER", help="an example (examples/flask_hosted), with its bugs")
    parser.add_argument("--bug", action="append", default=[], metavar="NAME", help="only this bug; repeatable")
    parser.add_argument("--list", action="store_true", help="list the bugs and end")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports" / "proving", help="folder of all reports")
    parser.add_argument("--seed", type=int, help="seed of the gate; drawn and printed without one")
    cores = os.cpu_count() or 1
    parser.add_argument("-j", "--jobs", type=int, default=cores, help="gates side by side (default: one for each core)")
    parser.add_argument("--resume", action="store_true", help="go on with the run that was interrupted, with its seed")
    whole = "each gate to its end; without, it ends once all that the bug's file names has failed"
    parser.add_argument("--whole", action="store_true", help=whole)
    kept = "keep what the gate said of each bug for the documentation: proving/harm.json"
    parser.add_argument("--write-harm", action="store_true", help=kept)
    return parser


if __name__ == "__main__":
    sys.exit(main())
