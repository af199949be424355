"""What one probe found."""

from dataclasses import dataclass

PASS, FAIL, UNKNOWN, NOT_JUDGED = "pass", "fail", "unknown", "not judged"


@dataclass(frozen=True)
class Row:
    """One probe: `what` must hold, what was `sent`, what `came`, and the outcome; `code` names a failure.

    `unknown` is what was asked for and could not be found out; `not judged` what cannot be seen with these options.
    `remark` says why, or what else was noticed. `milliseconds` is the time until the answer.
    """

    kind: str
    what: str
    sent: str
    came: str
    outcome: str
    code: str = ""
    remark: str = ""
    milliseconds: float | None = None
