"""An event is news, not truth: amounts are compared with the order, or asked of Stripe, before anybody acts on them."""

import copy
from collections.abc import Iterator
from typing import Any

from harness.webhook_probe.kit.effects import difference, shows
from harness.webhook_probe.kit.happenings import AMOUNT, FIRST_REFUND
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Event, Session, failed, passed

TITLE = "trust"
# As no other amount of a run; in major units, too.
WRONG = 98_765
WHAT = "the amount in an event is not taken for the amount of the order"


def judge(session: Session) -> Iterator[Row]:
    """An event whose amounts differ from what Stripe has: outdated ones do, and so do forged ones once a secret leaks.

    The effect must not show that amount. Without effects, asking Stripe for the object proves that it is not trusted.
    """
    real = session.fresh()
    event, before = _altered(real), session.read()
    if event == real:
        yield session.unseen(TITLE, WHAT, f"{session.main} has no amount")
        return
    answer, sent = session.deliver(event), f"{session.main} about {AMOUNT} at Stripe, which says {WRONG}"
    asked = _asked(session, real, answer.span)
    if not session.effects or session.blind:
        if asked:
            yield passed(TITLE, WHAT, sent, answer, f"it asked Stripe: {asked}")
        else:
            did_not = "it did not ask Stripe, and what it did cannot be seen: give --effects URL"
            yield session.unseen(TITLE, WHAT, did_not if session.asks and not session.effects else "")
        return
    after = session.effects.after(before)
    found = difference(before, after, (WRONG, AMOUNT, FIRST_REFUND))
    if shows(found, WRONG):
        yield failed(TITLE, "webhook_event_trusted", WHAT, sent, answer, f"--effects shows {WRONG}")
    elif after == before or shows(found, AMOUNT) or shows(found, FIRST_REFUND) or asked:
        yield passed(TITLE, WHAT, sent, answer, f"it asked Stripe: {asked}" if asked else "")
    else:
        yield session.unseen(TITLE, WHAT, "--effects changed, and shows no amount")


def _asked(session: Session, event: Event, span: tuple[float, float]) -> str:
    """The request for the event's object, or for what belongs to it; empty when there was none."""
    thing = event["data"]["object"]
    names = {thing.get(name) for name in ("id", "payment_intent", "charge", "invoice")} | {event["id"]}
    calls = session.merchant.calls(span) if session.asks else []
    return next((call for call in calls if names & set(call.replace("?", "/").split("/"))), "")


def _altered(event: Event) -> Event:
    other = copy.deepcopy(event)
    other["data"]["object"] = _with(other["data"]["object"])
    return other


def _with(value: Any) -> Any:
    """The value with another amount wherever the payment's, or the refund's, stands."""
    if isinstance(value, dict):
        return {name: _with(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with(member) for member in value]
    return WRONG if value in (AMOUNT, FIRST_REFUND) and not isinstance(value, bool) else value
