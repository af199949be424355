"""Stripe may send an event more than once (fact 110): each is acknowledged, and only one has an effect."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from harness.webhook_probe.kit.effects import grew_more
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Event, Session, failed, must_be_taken, passed

TITLE = "duplicates"
COPIES = 5
ONCE = "an event that comes again has no second effect"
ONCE_AT_ONCE = f"of {COPIES} deliveries at the same time only one has an effect"
REFUSED = "webhook_not_acknowledged"


def judge(session: Session) -> Iterator[Row]:
    """One event twice, then another several times at once; the growth that one causes is that of several."""
    event, before = session.fresh(), session.read()
    first = session.deliver(event)
    once = session.effects.settled(before) if session.effects and not session.blind else ""
    again = session.deliver(event)
    yield must_be_taken(TITLE, REFUSED, "an event that comes again is acknowledged", "the event twice", again)
    if not session.effects or session.blind:
        yield session.unseen(TITLE, ONCE)
    elif not first.taken or once == before:
        yield session.unseen(TITLE, ONCE, "its first delivery had no effect")
    elif session.effects.after(once) != once:
        yield failed(TITLE, "webhook_duplicate_effect", ONCE, "the event twice", "--effects changed again")
    else:
        yield passed(TITLE, ONCE, "the event twice", "one effect")
    yield from _at_once(session, session.fresh(), (before, once))


def _at_once(session: Session, event: Event, single: tuple[str, str]) -> Iterator[Row]:
    before, sent = session.read(), f"{COPIES} deliveries of one event at the same time"
    with ThreadPoolExecutor(COPIES) as pool:
        answers = [one.result() for one in [pool.submit(session.deliver, event) for _ in range(COPIES)]]
    worst = next((answer for answer in answers if not answer.taken), answers[0])
    remark = "Stripe will send it again" if any(answer.taken for answer in answers) else ""
    if worst.taken or not remark:
        yield must_be_taken(TITLE, REFUSED, "deliveries at the same time are acknowledged", sent, worst)
    else:  # whoever lost may answer 409 or 5xx: the next attempt finds it done
        last = session.deliver(event)
        what = "deliveries at the same time are acknowledged in the end"
        yield must_be_taken(TITLE, REFUSED, what, f"{sent}, then one more", last)
    if not session.effects or session.blind:
        yield session.unseen(TITLE, ONCE_AT_ONCE)
    elif single[0] == single[1]:
        yield session.unseen(TITLE, ONCE_AT_ONCE, "a single delivery had no effect to compare with")
    elif grew_more(single, (before, session.effects.settled(before))):
        code = "webhook_concurrent_duplicate_effect"
        yield failed(TITLE, code, ONCE_AT_ONCE, sent, "--effects grew by more than after one")
    else:
        yield passed(TITLE, ONCE_AT_ONCE, sent, "as after one")
