"""Each type of event that the checkout registers for, caused by a real payment, in two API versions: its effect, once.

The older version is delivered by Stripe itself, to an endpoint that is pinned to it and told of this type alone; the
default one is the event as Stripe shows it, delivered by the test while Stripe delivers nothing. So the effect on
order, money and stock is the effect of this one event (facts 105, 106, 110, 111). A checkout may take several types for
the same news and act on one of them; ours acts on each.
"""

from typing import Any

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import is_ours
from contracts.webhooks.own_checkout import DEFAULT, NEVER, OLDER, Own, open_shop, payload
from contracts.webhooks.stories import PAID, REFUNDED, STORIES, Payment, begin
from harness import Failure, History, NotOffered, Shop, Stack

FEATURE = "What Stripe sends to the checkout"
pytestmark = [pytest.mark.needs("introspection")]

# What a checkout that takes every type is held to: nobody can say what else it acts on.
USUAL = ("payment_intent.succeeded", "payment_intent.payment_failed", "charge.refunded", "checkout.session.completed")
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
    if event not in stack.webhook_events and not ("*" in stack.webhook_events and event in USUAL):
        raise NotOffered(f"webhook of {event}")
    if version == OLDER and not own.older:
        raise NotOffered("events of an older version of Stripe's API")
    story, payment = STORIES[event], begin(shop, own)
    story.before(payment)
    deliver = by_stripe if version == OLDER else by_hand
    sent = deliver(payment, event)
    if sent["api_version"] != version:
        got = f"an event of {event} in version {sent['api_version']}"
        raise Failure("wrong_version", "The event is not of the version that this case is about", however=got)
    if main := acts_on(payment, event):
        shop.webhooks.deliver(payment.event(main))
    payment.becomes(story.leads_to)
    again(payment, sent, version)
    payment.becomes(story.leads_to)
    shop.reached("duplicate_webhook")


def acts_on(payment: Payment, event: str) -> str:
    """The type on which a checkout acts when it takes several for the news of this event; empty when it is this one."""
    shop, goal = payment.shop, STORIES[event].leads_to
    if is_ours(shop) or event == "refund.failed":
        return ""
    main = event
    if goal == PAID:
        main = shop.paid_type(payment.begun)
    elif goal == REFUNDED:
        main = shop.hears_of("charge.refunded", "refund.created", event)
    return main if main != event else ""


def by_stripe(payment: Payment, type: str) -> dict[str, Any]:
    """Cause the event and let Stripe deliver it, to an endpoint that is pinned to the older version; the event."""
    payment.own.listen_to(type)
    STORIES[type].cause(payment)
    attempt = payment.own.delivered(type, payment.about(type))[0]
    payment.own.listen_to(NEVER)
    taken(attempt)
    return payload(attempt)


def by_hand(payment: Payment, type: str) -> dict[str, Any]:
    """Cause the event, and deliver what Stripe shows of it; the event."""
    STORIES[type].cause(payment)
    event = payment.event(type)
    payment.shop.webhooks.deliver(event)
    return event


def again(payment: Payment, event: dict[str, Any], version: str) -> None:
    """Deliver the event once more, newly signed (fact 108)."""
    if version == OLDER:
        taken(payment.own.redeliver(event["id"]))
    else:
        payment.shop.webhooks.deliver(event)


def taken(attempt: dict[str, Any]) -> None:
    """Fail unless the checkout acknowledged this attempt of Stripe's."""
    if attempt["status"] is None or attempt["status"] // 100 != 2:
        raise Failure(
            "webhook_not_acknowledged",
            f"The checkout did not take {attempt['type']}",
            let=f"Stripe deliver {attempt['event_id']} about {attempt['object_id']}, attempt {attempt['attempt']}",
            then="the answer is 2xx, or Stripe sends it again for days (fact 109)",
            however=f"it was {attempt['status']} {attempt['error'] or ''}".strip(),
        )
