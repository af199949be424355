"""`python -m proving.suites`: which suite sees which bug, and how soon, beside what a team may have without a gate.

For each bug one gate over all suites, in which each suite ends with its first red case (the likeliest killers run
first), and then the baselines (`proving.baselines`). What was run is in `rows.jsonl` and not run again with `--resume`.
`--write` makes `proving/matrix.json` of it, which the table of the documentation is made from.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from proving import gate, known, record
from proving.bugs import UNBROKEN, Bug, BugError, all_bugs
from proving.fail_fast import Enough
from proving.gate import GateResult
from proving.kept import MATRIX
from proving.shops import REFERENCE, ROOT

SUITES = ("scenarios", "contracts", "scenarios/faults", "scenarios/model", "scenarios/browser")
AFTER = "after the run"
STOCK = "stock extension"
# Why a column that the issue asks for is empty: never guessed.
NOT_HAD = {STOCK: "needs containers with LocalStack; run by hand: `checkout-harness gate --stripe=stock`"}
ROWS, ACCEPTED = "rows.jsonl", "schemathesis.json"
LIMIT_SECONDS = 900
CANNOT, NOT_GREEN = 2, 1


def main(arguments: list[str] | None = None) -> int:
    """0 when the unbroken shop is green in every suite, else 1; 2 for unusable input."""
    options = _parser().parse_args(arguments)
    reports: Path = options.reports.resolve()
    gate.ends_on_sigterm()
    try:
        head, done = _begin(options, reports)
        bugs = _chosen(options)
        killers = known.read((MATRIX, ROOT / "reports" / "proving" / known.MATRIX))
        run = partial(_row, reports=reports, seed=head["seed"], whole=head["whole"], killers=killers)
        if UNBROKEN.name not in done:  # first: what schemathesis says of it is accepted of the others
            done[UNBROKEN.name] = _keep(run(UNBROKEN), reports, "")
        left = [bug for bug in bugs if bug.name not in done]
        with ThreadPoolExecutor(options.jobs) as pool:
            running = [pool.submit(run, bug) for bug in left]
            try:
                for number, future in enumerate(as_completed(running), 1):
                    row = _keep(future.result(), reports, f"[{number}/{len(left)}] ")
                    done[row["bug"]] = row
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                gate.end_all()
                raise
    except (BugError, OSError) as error:
        print(f"proving.suites: {error}", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("proving.suites: interrupted. Hint: the same command with --resume goes on", file=sys.stderr)
        return CANNOT
    if options.write:
        MATRIX.write_text(json.dumps(document(head, done), indent=1) + "\n", "utf-8")
    return NOT_GREEN if any(done[UNBROKEN.name]["caught"].values()) else 0


def document(head: dict[str, Any], done: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What is kept: for each bug the seconds in which each suite and baseline caught it (null: not), its killers."""
    columns = [*dict.fromkeys(name for row in done.values() for name in row["caught"]), *NOT_HAD]
    bugs = {name: row for name, row in sorted(done.items()) if name != UNBROKEN.name}
    kept = ("caught", "caught_by", "seconds", "codes")
    return {
        "seed": head["seed"],
        "part": "whole" if head["whole"] else "quick",
        "of": len(all_bugs()),
        "not_had": NOT_HAD,
        "columns": columns,
        "unbroken": done[UNBROKEN.name]["caught"],
        "bugs": {name: {key: row[key] for key in kept} for name, row in bugs.items()},
    }


def _chosen(options: argparse.Namespace) -> list[Bug]:
    """The bugs that are tried: those named, or so many drawn by the seed; all without either."""
    bugs = [bug for bug in all_bugs() if not options.bug or bug.name in options.bug]
    if options.sample is None or options.sample >= len(bugs):
        return bugs
    return random.Random(options.seed).sample(bugs, options.sample)


def _begin(options: argparse.Namespace, reports: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What identifies the run, and its rows so far; BugError when the run that should go on is another one."""
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / ROWS
    head = {"seed": options.seed, "whole": options.whole, "source": record.digest(REFERENCE)}
    if not options.resume:
        path.write_text(json.dumps(head) + "\n", "utf-8")
        return head, {}
    if not path.is_file():
        raise BugError(f"--resume: expected a run that began, got no {path}. Hint: begin without --resume")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if lines[0] != head:
        raise BugError(f"--resume: expected the run {lines[0]}, got {head}. Hint: begin anew, without --resume")
    return head, {row["bug"]: row for row in lines[1:]}


def _row(bug: Bug, *, reports: Path, seed: int, whole: bool, killers: known.Known) -> dict[str, Any]:
    there = tuple(suite for suite in SUITES if (ROOT / suite).is_dir())
    first = (*killers.killers.get(bug.name, ()),)
    enough = Enough(suites=there, killers=first, cases=bug.cases, cards=bug.cards)
    got = gate.run(replace(bug, run=() if whole else ("--quick",)), reports, seed, enough=enough)
    caught: dict[str, float | None] = _suites(got, there)
    if got.exit_code != CANNOT:
        caught |= _baselines(bug, reports, seed)
    codes, red = list(got.codes), list(got.catchers)
    return {"bug": bug.name, "caught": caught, "caught_by": red, "codes": codes, "seconds": got.seconds, "ran": got.ran}


def _suites(got: GateResult, there: tuple[str, ...]) -> dict[str, float | None]:
    """By suite, the seconds of its cases to the first red one; None where none was red, or no case ran."""
    enough = Enough(suites=there)
    red = {enough.suite(nodeid) or AFTER for nodeid in got.catchers}
    seconds: dict[str, float | None] = {name: got.spent.get(name, 0.0) if name in red else None for name in there}
    return {**seconds, AFTER: got.seconds if AFTER in red else None}


def _baselines(bug: Bug, reports: Path, seed: int) -> dict[str, float | None]:
    folder = reports / bug.name / "baselines"
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "proving.baselines", "--seed", str(seed), "--folder", str(folder)]
    command += ["--profile", str(reports / bug.name / gate.COPY / "profile.toml")]
    command += ["--accepted", str(reports / ACCEPTED), *([] if bug.edits else ["--accept"])]
    with (folder / "stderr.txt").open("w", encoding="utf-8") as errors:
        got = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, timeout=LIMIT_SECONDS, check=False
        )
    if got.returncode:
        raise BugError(f"{bug.name}: the baselines ended with exit status {got.returncode}. Hint: see {folder}")
    answers: dict[str, dict[str, Any]] = json.loads(got.stdout.splitlines()[-1])
    return {name: answer["seconds"] if answer["caught"] else None for name, answer in answers.items()}


def _keep(row: dict[str, Any], reports: Path, place: str) -> dict[str, Any]:
    with (reports / ROWS).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in row["caught"].items() if seconds is not None)
    print(f"  {place}{row['bug']}: {told or 'nobody'}, gate {row['seconds']:.0f} s", flush=True)
    return row


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proving.suites", description=__doc__)
    parser.add_argument("--bug", action="append", default=[], metavar="NAME", help="only this bug; repeatable")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many bugs, drawn by the seed")
    parser.add_argument("--whole", action="store_true", help="all cases of each suite; without, the quick part")
    parser.add_argument("--resume", action="store_true", help="go on with the run that was interrupted")
    parser.add_argument("--write", action="store_true", help="make proving/matrix.json of it, at its end")
    parser.add_argument("--seed", type=int, default=16, help="seed of the gates (default: %(default)s)")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="gates side by side")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports" / "suites", help="folder of all reports")
    return parser


if __name__ == "__main__":
    sys.exit(main())
