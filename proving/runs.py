"""Many gates side by side, each with its own stack and reports; rows are written down and told as they come."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from harness.judging.verdict import EXIT_CODES, NOT_KNOWN
from proving import gate
from proving.bugs import UNBROKEN, Bug
from proving.fail_fast import Enough
from proving.judgement import Row, judge
from proving.known import Known
from proving.record import Record
from proving.shops import Shop

NOTHING_LEFT = "the unbroken copy is not green: what its bugs show would prove nothing"
MINUTE = 60


@dataclass(frozen=True)
class Runs:
    """How the gates run: `jobs` side by side; `whole` lets each run to its end, as a person's gate does."""

    shop: Shop
    reports: Path
    record: Record
    known: Known
    jobs: int = 1
    whole: bool = False

    def all(self, bugs: Sequence[Bug]) -> list[Row]:
        """A row for each bug, in their order. Nothing is begun any more once the unbroken copy is not green."""
        rows = {bug.name: self.record.done[bug.name] for bug in bugs if bug.name in self.record.done}
        left = [bug for bug in bugs if bug.name not in rows]
        progress = Progress(left, self.known, self.jobs, len(bugs))
        for name in rows:
            progress.tell(rows[name], "was run before")
        for row in self._side_by_side(left, progress):
            rows[row.bug.name] = row
        return [rows[bug.name] for bug in bugs if bug.name in rows]

    def _side_by_side(self, bugs: Sequence[Bug], progress: "Progress") -> list[Row]:
        """The longest first, so that no core waits for it at the end; unknown beside others is tried again alone."""
        waiting = sorted(bugs, key=lambda bug: (bug.name != UNBROKEN.name, -self.known.takes(bug.name)))
        rows: list[Row] = []
        again: list[Bug] = []
        with ThreadPoolExecutor(self.jobs) as pool:
            running: set[Future[Row]] = set()
            try:
                while waiting or running:
                    while waiting and len(running) < self.jobs:
                        running.add(pool.submit(self._row, waiting.pop(0)))
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for row in (future.result() for future in done):
                        if self.jobs > 1 and _could_not_tell(row):
                            again.append(row.bug)
                            progress.say(f"{row.bug.name}: unknown beside others, will run alone: {row.got.first}")
                            continue
                        rows.append(self._keep(row, progress))
                        if row.bug.name == UNBROKEN.name and row.wrong:
                            progress.say(NOTHING_LEFT)
                            waiting, again = [], []
            except BaseException:
                gate.end_all()
                raise
        return [*rows, *(self._keep(replace(self._row(bug), alone=True), progress) for bug in again)]

    def _row(self, bug: Bug) -> Row:
        enough = None if self.whole else enough_of(bug, self.known)
        return judge(bug, gate.run(bug, self.reports, self.record.seed, self.shop, enough))

    def _keep(self, row: Row, progress: "Progress") -> Row:
        self.record.add(row)
        progress.tell(row)
        return row


def enough_of(bug: Bug, known: Known) -> Enough:
    """What ends the run of this bug: all that its file names has failed. Nothing ends one that is to stay green, that
    must fail in nothing else, or is known by what is printed at the end."""
    whole = not bug.caught or bug.exit_code != 1 or bug.exactly or bool(bug.texts)
    return Enough(bug.codes, bug.cases, bug.cards, known.killers.get(bug.name, ()), whole)


def _could_not_tell(row: Row) -> bool:
    return row.got.exit_code == EXIT_CODES[NOT_KNOWN] != row.bug.exit_code


class Progress:
    """A line for each row: how many there are, what came, how long it takes to the end."""

    def __init__(self, left: Sequence[Bug], known: Known, jobs: int, total: int, say: Callable[[str], None] = print):
        self._left = {bug.name: known.takes(bug.name) for bug in left}
        self._jobs, self._total, self._count = jobs, total, 0
        self._took, self._should = 0.0, 0.0
        self._print = say

    def say(self, line: str) -> None:
        """A line at once."""
        self._print(f"  {line}")

    def tell(self, row: Row, note: str = "") -> None:
        """The row, and what is left."""
        self._count += 1
        got = row.got
        if row.bug.name in self._left:
            self._should += self._left.pop(row.bug.name)
            self._took += got.seconds
        red = f", first red after {got.red_seconds:.1f} s" if got.red_seconds else ""
        alone = ", alone" if row.alone else ""
        left = note or self.left()
        place = f"[{self._count:{len(str(self._total))}}/{self._total}]"
        self.say(f"{place} {row.bug.name}: {row.outcome}{red}, gate {got.seconds:.1f} s{alone}; {left}")

    def left(self) -> str:
        """How long it takes to the end, by what these bugs took the last time and how this time compares with it."""
        pace = self._took / self._should if self._should else 1.0
        seconds = sum(self._left.values()) * pace / self._jobs
        return f"about {int(seconds) // MINUTE} min {int(seconds) % MINUTE} s left" if self._left else "nothing left"
