"""`python -m proving.steadiness`: many gates, on a quiet and on a busy machine; is the answer always right?

The correct checkout must never be called wrong, whatever the machine does beside it: pass, or unknown with a reason.
A broken one (`decline_check_removed`) must be called wrong every time. Each run has a seed of its own; what was run
already is read from `runs.jsonl` and not run again.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from os import cpu_count
from pathlib import Path
from threading import Lock

from harness.judging.verdict import EXIT_CODES, FAIL, NOT_KNOWN, PASS
from proving import gate
from proving.bugs import UNBROKEN, load
from proving.shops import ROOT

BROKEN = "decline_check_removed"
# The exit codes that are right for a correct checkout and for a broken one.
RIGHT = {True: (EXIT_CODES[PASS], EXIT_CODES[NOT_KNOWN]), False: (EXIT_CODES[FAIL],)}
# A process that does nothing but take CPU, until the pipe to its starter closes.
BUSY = (
    "import sys, threading\nthreading.Thread(target=sys.stdin.read).start()\nwhile threading.active_count() > 1: pass"
)
WRONG = 1


@dataclass(frozen=True)
class Planned:
    """One run of the gate: on the correct checkout or the broken one, with so many busy processes beside it."""

    correct: bool
    busy: int
    seed: int


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    correct: bool
    busy: int
    seed: int
    exit_code: int
    seconds: float
    reasons: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the answer is right, or at most "unknown" for a correct checkout."""
        return self.exit_code in RIGHT[self.correct]

    def line(self) -> str:
        """One line."""
        which = "correct" if self.correct else "broken "
        why = f": {self.reasons[0]}" if self.reasons else ""
        verdict = f"{'' if self.right else 'WRONG, '}exit {self.exit_code}, {self.seconds:.0f} s"
        return f"{which} seed {self.seed:5} beside {self.busy} busy: {verdict}{why}"


def main(arguments: list[str] | None = None) -> int:
    """0 when every answer was right, 1 when one was not."""
    options = _parser().parse_args(arguments)
    options.reports.mkdir(parents=True, exist_ok=True)
    record, lock = options.reports / "runs.jsonl", Lock()
    ran = [Ran(**json.loads(line)) for line in record.read_text("utf-8").splitlines()] if record.is_file() else []
    known = {(one.correct, one.busy, one.seed) for one in ran}

    def run(planned: Planned) -> None:
        got = _run(planned, options.reports, options.suites)
        with lock:
            ran.append(got)
            print(got.line(), flush=True)
            with record.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(got)) + "\n")

    for busy, planned in _plan(options):
        left = [one for one in planned if (one.correct, one.busy, one.seed) not in known]
        with busy_machine(busy), ThreadPoolExecutor(options.at_once) as pool:
            list(pool.map(run, left))
    wrong = [one for one in ran if not one.right]
    print(_summary(ran))
    return WRONG if wrong else 0


@contextmanager
def busy_machine(processes: int) -> Iterator[None]:
    """So many processes that take all the CPU they can get, ended when the block ends."""
    with ExitStack() as stack:
        for _ in range(processes):
            child = subprocess.Popen([sys.executable, "-I", "-c", BUSY], stdin=subprocess.PIPE)
            stack.callback(child.wait, 10)
            stack.callback(partial(_close, child))
        yield


def _close(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin is not None:
        child.stdin.close()


def _plan(options: argparse.Namespace) -> list[tuple[int, list[Planned]]]:
    """The quiet half of the correct runs, then the other half and the broken ones on a busy machine."""
    busy = options.busy_per_core * (cpu_count() or 1)
    seeds = [options.first_seed + number for number in range(options.correct)]
    quiet = [Planned(True, 0, seed) for seed in seeds[::2]]
    loud = [Planned(True, busy, seed) for seed in seeds[1::2]]
    broken = [Planned(False, busy, options.first_seed + number) for number in range(options.broken)]
    return [(0, quiet), (busy, loud + broken)]


def _run(planned: Planned, reports: Path, suites: list[str]) -> Ran:
    bug = UNBROKEN if planned.correct else load(BROKEN)
    chosen = gate.whole(bug, suites)
    got = gate.run(chosen, reports / f"{planned.busy}-{planned.seed}", planned.seed)
    reasons = tuple(got.verdict.get("reasons", ()))
    return Ran(planned.correct, planned.busy, planned.seed, got.exit_code, got.seconds, reasons)


def _summary(ran: list[Ran]) -> str:
    lines = []
    for correct, which in ((True, "correct"), (False, "broken")):
        of_kind = [one for one in ran if one.correct is correct]
        codes = {code: sum(one.exit_code == code for one in of_kind) for code in sorted({o.exit_code for o in of_kind})}
        counts = ", ".join(f"exit {code}: {count}" for code, count in codes.items()) or "none"
        lines.append(f"{which}: {len(of_kind)} runs ({counts}), {sum(not one.right for one in of_kind)} wrong")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proving.steadiness", description=__doc__)
    parser.add_argument("--correct", type=int, default=40, help="gates of the correct checkout, half on a busy machine")
    parser.add_argument("--broken", type=int, default=20, help="gates of the broken one, on a busy machine")
    parser.add_argument("--busy-per-core", type=int, default=2, help="busy processes beside a gate, for each core")
    parser.add_argument("--at-once", type=int, default=1, help="gates side by side, each load for the others")
    parser.add_argument("--first-seed", type=int, default=1, help="the runs take the seeds from here on")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports" / "steadiness", help="folder of all reports")
    parser.add_argument("suites", nargs="*", help="paths of the gate; all suites without")
    return parser


if __name__ == "__main__":
    sys.exit(main())
