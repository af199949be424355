"""Events that look otherwise than most, and that Stripe may send: late, large, with more fields."""

import copy
import time
from collections.abc import Iterator

from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Event, Session, changed, must_be_taken, passed

TITLE = "other shapes"
# Attempts go on for up to three days (fact 109).
LATE_SECONDS = 3 * 86_400
# The most that an object's metadata may hold: https://docs.stripe.com/metadata#data.
KEYS, CHARACTERS = 50, 500
CURIOUS = {"arrived_by": "pigeon", "nested": {"deeper": [1, None, "two"]}}


def judge(session: Session) -> Iterator[Row]:
    """Each must be acknowledged, but for two that few handlers are ever sent, and that must only be survived."""
    late = changed(session.fresh(), created=int(time.time()) - LATE_SECONDS)
    what, sent = "an event that comes three days late is acknowledged", "an event made three days ago, signed now"
    yield must_be_taken(TITLE, "webhook_not_acknowledged", what, sent, session.deliver(late))
    what, sent = "fields that are not known yet do no harm", "an event with more fields, in itself and in its object"
    answer = session.deliver(_curious(session.fresh()))
    yield must_be_taken(TITLE, "webhook_unknown_field_refused", what, sent, answer)
    spare = KEYS - len(session.metadata)
    full = {f"key_{number:02d}": "x" * CHARACTERS for number in range(spare)}
    what = "an event with as much metadata as Stripe takes is acknowledged"
    answer = session.deliver(session.fresh(more=full))
    yield must_be_taken(TITLE, "webhook_large_body_refused", what, f"{spare} keys of {CHARACTERS} characters", answer)
    yield _survived(session, "an event in live mode", changed(session.fresh(), livemode=True))
    yield _survived(session, "a thin event", _thin())


def _survived(session: Session, sent: str, event: Event) -> Row:
    """No verdict on a crash: no endpoint that was registered for test mode and snapshots is sent these."""
    answer = session.deliver(event)
    remark = "broke on it; only endpoints for Connect or thin payloads are sent one" if answer.crashed else ""
    return passed(TITLE, f"{sent} is answered, in whatever way", f"{sent}, signed rightly", answer, remark)


def _curious(event: Event) -> Event:
    more = copy.deepcopy(event)
    more["data"]["object"] |= CURIOUS
    return {**more, **CURIOUS}


def _thin() -> Event:
    """https://docs.stripe.com/event-destinations#events-overview: no `data`, and a time in words."""
    made = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    related = {"id": "mtr_test_1", "type": "billing.meter", "url": "/v1/billing/meters/mtr_test_1"}
    facts = {"id": "evt_test_thin", "object": "v2.core.event", "type": "v1.billing.meter.no_meter_found"}
    return {**facts, "created": made, "livemode": False, "related_object": related, "context": None}
