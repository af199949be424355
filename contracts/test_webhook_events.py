"""Each type of event that the checkout registers for, caused by a real payment, in two API versions: its effect, once.

The older version is delivered by Stripe itself, to an endpoint that is pinned to it and told of this type alone; the
default one is the event as Stripe shows it, delivered by the test while Stripe delivers nothing. So the effect on
order, money and stock is the effect of this one event (facts 105, 106, 110, 111).
"""

from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.webhooks.own_checkout import DEFAULT, NEVER, OLDER, Own, open_shop, payload
from contracts.webhooks.stories import STORIES, TAKEN, Payment, begin
from harness import Failure, History, Shop, Stack

FEATURE = "What Stripe sends to the checkout"
pytestmark = [pytest.mark.needs("webhooks", "orders", "introspection")]

EACH_EVENT = [pytest.param(type, marks=pytest.mark.card(story.card)) for type, story in STORIES.items()]


@pytest.fixture
def shop(request: pytest.FixtureRequest, own: Own, history: History, seed: int) -> Shop:
    """A shop at that checkout."""
    return open_shop(request, own, history, seed)


@labelled(FEATURE, "Every type it registers for")
def test_every_type_it_registers_for_is_judged(stack: Stack) -> None:
    """No type is claimed that no case sends; one without a story is told as not judged."""
    titled("Every type of event that the checkout registers for is sent to it")
    if unsent := sorted(set(stack.webhook_events) - STORIES.keys() - {"*"}):
        pytest.skip(f"not sent by any case: {', '.join(unsent)}")


@labelled(FEATURE, "Every type it registers for")
@pytest.mark.parametrize("version", [DEFAULT, OLDER])
@pytest.mark.parametrize("event", EACH_EVENT)
def test_an_event_has_its_effect_once(stack: Stack, shop: Shop, own: Own, event: str, version: str) -> None:
    """Taken with 2xx; order, refunded amount and stock are what the event tells, and stay so when it comes again."""
    titled(f"{event} in version {version} has its effect, once")
    if not {event, "*"} & set(stack.webhook_events):
        pytest.skip(f"this checkout does not register for {event}")
    story, payment = STORIES[event], begin(shop, own)
    story.before(payment)
    deliver = by_stripe if version == OLDER else by_hand
    sent = deliver(payment, event)
    if sent["api_version"] != version:
        got = f"an event of {event} in version {sent['api_version']}"
        raise Failure("wrong_version", "The event is not of the version that this case is about", however=got)
    payment.becomes(story.leads_to)
    again(payment, sent, version)
    payment.becomes(story.leads_to)
    shop.reached("duplicate_webhook")


def by_stripe(payment: Payment, type: str) -> dict[str, Any]:
    """Cause the event and let Stripe deliver it, to an endpoint that is pinned to the older version; the event."""
    payment.own.listen_to(type)
    STORIES[type].cause(payment)
    attempt = payment.own.delivered(type, payment.intent_id)[0]
    payment.own.listen_to(NEVER)
    taken(attempt)
    return payload(attempt)


def by_hand(payment: Payment, type: str) -> dict[str, Any]:
    """Cause the event, and deliver what Stripe shows of it; the event."""
    STORIES[type].cause(payment)
    event = payment.shop.webhooks.event_for(payment.intent_id, type)
    payment.shop.webhooks.post(event).expect(*TAKEN)
    return event


def again(payment: Payment, event: dict[str, Any], version: str) -> None:
    """Deliver the event once more, newly signed (fact 108)."""
    if version == OLDER:
        taken(payment.own.redeliver(event["id"]))
    else:
        payment.shop.webhooks.post(event).expect(*TAKEN)


def taken(attempt: dict[str, Any]) -> None:
    """Fail unless the checkout acknowledged this attempt of Stripe's."""
    if attempt["status"] not in TAKEN:
        raise Failure(
            "webhook_not_acknowledged",
            f"The checkout did not take {attempt['type']}",
            let=f"Stripe deliver {attempt['event_id']} about {attempt['object_id']}, attempt {attempt['attempt']}",
            then="the answer is 2xx, or Stripe sends it again for days (fact 109)",
            however=f"it was {attempt['status']} {attempt['error'] or ''}".strip(),
        )
