"""One answer of all rows: pass, fail or unknown, in a sentence and as an exit code; those of `gate`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from harness.webhook_probe.kit.rows import FAIL, NOT_JUDGED, PASS, UNKNOWN, Row

EXIT_CODES = {PASS: 0, FAIL: 1, UNKNOWN: 3}
COULD_NOT_RUN = 2


@dataclass(frozen=True)
class Report:
    """What a run found; `where` names the handler, `seconds` is how long all of it took."""

    where: str
    rows: Sequence[Row]
    seconds: float

    @property
    def verdict(self) -> str:
        """A failure counts first; what could not be found out is never a pass."""
        outcomes = {row.outcome for row in self.rows}
        return FAIL if FAIL in outcomes else UNKNOWN if UNKNOWN in outcomes or PASS not in outcomes else PASS

    @property
    def codes(self) -> list[str]:
        """The codes of what failed, in order."""
        return list(dict.fromkeys(row.code for row in self.rows if row.outcome == FAIL))

    def sentence(self) -> str:
        """The verdict in words; what was not judged is named, too."""
        counts = Counter(row.outcome for row in self.rows)
        judged = counts[PASS] + counts[FAIL]
        if self.verdict == FAIL:
            text = f"Fail: {counts[FAIL]} of {judged} probes found a defect: {', '.join(self.codes)}."
        elif self.verdict == UNKNOWN:
            why = next((row.remark for row in self.rows if row.outcome == UNKNOWN), "nothing was judged")
            text = f"Unknown, which is no pass: {why}" + ("" if why.endswith((".", "?")) else ".")
        else:
            text = f"Pass: all {judged} probes that could be judged hold."
        if self.verdict == FAIL and counts[UNKNOWN]:
            text += f" Unknown: {counts[UNKNOWN]} more."
        left = ", ".join(dict.fromkeys(row.kind for row in self.rows if row.outcome == NOT_JUDGED))
        return text + (f" Not judged: {counts[NOT_JUDGED]} rows, for the reasons above ({left})." if left else "")

    def document(self) -> dict[str, Any]:
        """For machines."""
        facts = {"handler": self.where, "verdict": self.verdict, "exit_code": EXIT_CODES[self.verdict]}
        return {
            **facts,
            "sentence": self.sentence(),
            "codes": self.codes,
            "seconds": round(self.seconds, 2),
            "probes": [asdict(row) for row in self.rows],
        }
