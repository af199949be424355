"""What stories leave behind in the checkout's processes: nothing that grows with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.awaiting import eventually
from harness.core.failure import Failure
from harness.faults.resources import FEWEST_STORIES, MIB, SHARE, Resources

if TYPE_CHECKING:
    from harness.faults.rig import Rig

# Seconds until what is no longer needed is given back, and how long that may take on a busy machine: it is no work.
GIVEN_BACK_SECONDS, AT_MOST_SECONDS = 3.0, 10.0


def nothing_left(rig: Rig, before: Resources, stories: int, what: str) -> None:
    """Failure `resource_leak` when so many stories (`what` each is, in words) left something in the checkout's
    processes that was not there before the first; they have a moment to give it back."""
    if stories < FEWEST_STORIES:
        raise ValueError(f"stories: expected {FEWEST_STORIES} or more, got {stories}. Hint: pools may grow by ten")
    try:
        eventually(
            lambda: not rig.resources().left_by(stories, before),
            reason="what is no longer needed to be given back",
            deadline=GIVEN_BACK_SECONDS,
            at_most=AT_MOST_SECONDS,
        )
    except Failure:
        after = rig.resources()
        raise Failure(
            "resource_leak",
            f"The checkout keeps something for each time of {what}",
            let=f"{stories} times {what} follow those that warmed it up, one after the other",
            then=f"its open files and its threads grow by at most {stories * SHARE:g}, as pools do, and its memory by "
            f"tens of MiB (before: {before.files} files, {before.threads} threads, {before.memory // MIB} MiB)",
            however=f"{'; '.join(after.left_by(stories, before)) or 'it was given back late'}, which no more requests "
            "is needed for. Hint: one client for all payments, connections and files closed in `finally`, one pool "
            "of threads",
        ) from None
