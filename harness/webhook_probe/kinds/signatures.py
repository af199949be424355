"""Every right way to sign is accepted (facts 106 to 108)."""

from collections.abc import Iterator

from harness.webhook_probe.kit import ways
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, must_be_taken, text

TITLE = "right signatures"


def judge(session: Session) -> Iterator[Row]:
    """Each way with an event of its own."""
    for way in ways.GOOD:
        answer = session.deliver(*way.make(text(session.fresh()), session.secret), timed=True)
        yield must_be_taken(TITLE, way.code, f"an event {way.what} is acknowledged", f"the event {way.what}", answer)
