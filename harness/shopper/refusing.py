"""What a checkout must refuse."""

from __future__ import annotations

from collections.abc import Callable

from harness.checkouts import Refused
from harness.core.failure import Failure

SERVER_ERROR = 500


def must_refuse(deed: Callable[[], object], what: str) -> None:
    """Failure `not_refused` unless the checkout refuses `what` (in words); `fell_over` where it does so with a 500."""
    try:
        done = deed()
    except Refused as refused:
        if refused.broken:
            raise Failure(
                "fell_over",
                "The checkout fell over in place of refusing",
                let=f"the checkout be asked for {what}",
                then="it refuses",
                however=f"it answered {refused.answer.status}: {refused.answer.text[:300]}",
            ) from refused
        return
    raise Failure(
        "not_refused",
        f"The checkout did not refuse {what}",
        let=f"the checkout be asked for {what}",
        then="it refuses",
        however=f"it did as asked: {done!r:.300}",
    )
