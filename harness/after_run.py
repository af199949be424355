"""What is judged once a run is over, not after each case: the log that the checkout wrote."""

from pathlib import Path

from harness.checker import check
from harness.history import History
from harness.verdict import Case, Finding

CHECKOUT = "checkout"
MOST_CHARACTERS = 5_000_000
LABELS = {"feature": "After the run", "story": "Logs", "severity": "blocker"}
TITLE = "The checkout's log holds no card number, security code, key or client secret"


def judge_log(logs: dict[str, str], rerun: str) -> tuple[Case, ...]:
    """One case about the checkout's log; none when this stack keeps none."""
    path = Path(logs.get(CHECKOUT, ""))
    if not path.is_file():
        return ()
    history = History()
    text = path.read_text(encoding="utf-8", errors="replace")[-MOST_CHARACTERS:]
    history.record("snapshot", "harness", "log", name=CHECKOUT, text=text)
    found = tuple(Finding.of(failure) for failure in check(history))
    outcome = "failed" if found else "passed"
    return (Case(f"logs::{CHECKOUT}", TITLE, outcome, labels=LABELS, findings=found, rerun=rerun),)
