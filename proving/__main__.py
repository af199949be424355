"""`python -m proving`: break a copy of a shop in every known way and see the gate turn red, and say why."""

import argparse
import json
import random
import sys
from pathlib import Path

from proving import gate
from proving.bugs import UNBROKEN, Bug, BugError
from proving.copies import check
from proving.judgement import Row, judge
from proving.shops import REFERENCE, ROOT, Shop, example
from proving.table import matrix, table

WRONG, CANNOT = 1, 2


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
        print(f"proving: {len(chosen)} runs of the gate, seed {options.seed}, reports in {reports}", flush=True)
        rows = [_row(bug, reports, options.seed, shop) for bug in chosen]
    except BugError as error:
        print(f"proving: {error}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("proving: interrupted", file=sys.stderr)
        return CANNOT
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "matrix.json").write_text(json.dumps(matrix(rows, options.seed), indent=2) + "\n", "utf-8")
    print(table(rows))
    return WRONG if any(row.wrong for row in rows) else 0


def _row(bug: Bug, reports: Path, seed: int, shop: Shop) -> Row:
    row = judge(bug, gate.run(bug, reports, seed, shop))
    print(f"  {bug.name}: {row.outcome}, {row.got.seconds:.1f} s", flush=True)
    return row


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
    seed = random.SystemRandom().randrange(1, 2**31)
    parser.add_argument("--seed", type=int, default=seed, help="seed of the gate; drawn and printed without one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
