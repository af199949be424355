"""Every invariant over one history. A judge that crashes or lacks what it needs is unknown, never green."""

import traceback

from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History, NotKnown
from harness.judging import invariants
from harness.judging.invariants import Invariant

NOTHING_SEEN = "nothing seen"


def check(history: History, judges: tuple[Invariant, ...] | None = None) -> list[Failure]:
    """The violations that the invariants see, without those a test declared as expected (`allow` facts).

    What each said (holds, violated, unknown) joins the history once all have judged: none of them sees it.
    """
    allowed = {event.data["code"] for event in history.of(kind="fact", operation="allow")} - {UNKNOWN}
    chosen = invariants.all_invariants() if judges is None else judges
    found = {judge: [failure for failure in _judged(judge, history) if failure.code not in allowed] for judge in chosen}
    for judge, failures in found.items():
        seen = _seen(judge, history)
        judgement = {"invariant": judge.name, "sentence": judge.sentence, "result": result_of(failures, seen)}
        history.record("fact", "checker", "judged", **judgement, seen=seen)
    return [failure for failures in found.values() for failure in failures]


def check_now(history: History) -> list[Failure]:
    """What is wrong at this moment, in the middle of a story: violations that nothing still to come can excuse."""
    judges = [judge for judge in invariants.all_invariants() if judge.at_any_moment]
    return [failure for judge in judges for failure in _judged(judge, history) if failure.code in judge.at_any_moment]


def result_of(found: list[Failure], seen: int) -> str:
    """What an invariant said about a history: holds, violated, unknown, or that there was nothing to judge."""
    if not found:
        return "holds" if seen else NOTHING_SEEN
    return "unknown" if all(failure.code == UNKNOWN for failure in found) else "violated"


def _seen(invariant: Invariant, history: History) -> int:
    try:
        return invariant.seen(history)
    except NotKnown:
        return 0


def _judged(invariant: Invariant, history: History) -> list[Failure]:
    try:
        return list(invariant.judge(history))
    except NotKnown as error:
        return [_unknown(invariant, f"{error}")]
    except Exception as error:  # noqa: BLE001  a crashed judge is told as unknown, with the place where it crashed
        place = traceback.extract_tb(error.__traceback__)[-1]
        return [_unknown(invariant, f"it crashed at {place.name}:{place.lineno}: {type(error).__name__}: {error}")]


def _unknown(invariant: Invariant, reason: str) -> Failure:
    return Failure(
        UNKNOWN,
        f"Could not judge: {invariant.sentence}",
        let=f"the invariant {invariant.name} read the history",
        then="it says whether it holds",
        however=reason,
    )
