"""Stripe promises no order (fact 110): a story that is told backwards must end as the one that is told in order."""

from collections.abc import Iterator
from dataclasses import dataclass

from harness.webhook_probe.kit.effects import difference
from harness.webhook_probe.kit.happenings import (
    AMOUNT,
    FIRST_REFUND,
    SECOND_REFUND,
    SUBSCRIPTION,
    Make,
    refund,
    subscription,
)
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Event, Session, failed, must_be_taken, passed

TITLE = "order of events"
AMOUNTS = (AMOUNT, FIRST_REFUND, FIRST_REFUND + SECOND_REFUND, SECOND_REFUND, AMOUNT - FIRST_REFUND - SECOND_REFUND)


@dataclass(frozen=True)
class Story:
    """What happens, and the types that tell it, all of which must be among the run's."""

    name: str
    make: Make
    types: tuple[str, ...]


STORIES = (
    Story("a payment and two refunds", refund, ("payment_intent.succeeded", "charge.refunded")),
    Story("a subscription that ends", subscription, SUBSCRIPTION),
)


def judge(session: Session) -> Iterator[Row]:
    """Each story that the run's types tell."""
    stories = [story for story in STORIES if set(story.types) <= set(session.types)]
    if not stories:
        missing = " and ".join(STORIES[0].types)
        yield session.unseen(TITLE, "events in another order end alike", f"--events has not both {missing}")
    for story in stories:
        yield from _judge(session, story)


def _judge(session: Session, story: Story) -> Iterator[Row]:
    ends_alike = f"{story.name}: told backwards it ends as in order"
    start = session.read()
    first, *rest = _events(session, story)
    told = [session.deliver(first)]
    middle = session.effects.settled(start) if session.effects and not session.blind else ""
    told += [session.deliver(event) for event in rest]
    usual = session.effects.settled(middle) if session.effects and not session.blind else ""
    backwards = _events(session, story)[::-1]
    begin = session.read()
    refused = [event for event in backwards if not session.deliver(event).taken]
    answers = [session.deliver(event) for event in refused]  # as Stripe does, once the others are there
    what, sent = f"{story.name}: told backwards, each event is acknowledged in the end", f"{len(backwards)} events"
    worst = next((answer for answer in answers if not answer.taken), None)
    if worst:
        yield must_be_taken(TITLE, "webhook_not_acknowledged", what, sent, worst)
    else:
        yield passed(TITLE, what, sent, f"2xx, {len(refused)} of them at the second attempt" if refused else "2xx")
    if not session.effects or session.blind:
        yield session.unseen(TITLE, ends_alike)
        return
    one = difference(start, usual, AMOUNTS)
    # Whoever asks Stripe knows the end from the first event on.
    asks = session.asks and session.merchant.calls(*(answer.span for answer in told))
    if one == difference(start, middle, AMOUNTS) and not asks:
        yield session.unseen(TITLE, ends_alike, "what came after the first event shows nowhere in --effects")
    elif one != (other := difference(begin, session.effects.settled(begin), AMOUNTS)):
        unlike = sorted(set(other - one) | set(one - other))
        differing = ", ".join(f"{'.'.join(path)} {value}" for path, value in unlike)
        yield failed(TITLE, "webhook_order_dependent", ends_alike, sent, "another end", f"differs in {differing[:200]}")
    else:
        yield passed(TITLE, ends_alike, sent, "the same end")


def _events(session: Session, story: Story) -> list[Event]:
    return [event for event in session.happen(story.make, *story.types) if event["type"] in story.types]
