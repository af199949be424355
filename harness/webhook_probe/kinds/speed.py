"""Stripe wants an answer before any long work (https://docs.stripe.com/webhooks#acknowledge-events-immediately)."""

from collections.abc import Iterator
from statistics import median

from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, passed

TITLE = "speed"


def judge(session: Session) -> Iterator[Row]:
    """The answers to rightly signed events; those that did not come in time were told where they were sent."""
    took = [answer.milliseconds for answer in session.answers if not answer.trouble]
    if len(took) == len(session.answers):
        what = f"rightly signed events are answered within {session.handler.timeout:g} s"
        yield passed(TITLE, what, f"{len(took)} events", f"median {median(took):.0f} ms, slowest {max(took):.0f} ms")
