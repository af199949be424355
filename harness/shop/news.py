"""Stripe's news for a shop that is told nothing by itself (see `harness.faults.rig`): delivered one by one, late, twice
or weeks old, as a case wants it; and the rest of them at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from harness.checkouts import Payment, Refused
from harness.core.failure import Failure
from harness.shop.shop import Shop

DAY_SECONDS = 24 * 3600
# How often what came of Stripe's news may be news again.
ROUNDS = 5
Json = dict[str, Any]
Patience = Callable[[Callable[[], Any], str], Any]


def news(shop: Shop, payment: Payment | None = None) -> list[Json]:
    """Stripe's events since the shop began which the checkout registers for, oldest first: all, or those about one
    payment (its intents, sessions, charges and refunds)."""
    events = [event for event in shop.stripe.events()[::-1] if event["id"] not in shop.old_news]
    events = [event for event in events if shop.hears(event["type"])]
    if payment is None:
        return events
    ids = {payment.id, *shop.money.ways(payment), *shop.money.resolver.intent_ids(payment.id)}
    return [event for event in events if ids & _about(event)]


def deliver(shop: Shop, payment: Payment, number: int, *, days_old: int = 0) -> None:
    """Deliver one of the events about a payment (the first is number 0), signed now. Failure unless it is taken.

    `days_old` is for one that was made so many days ago: Stripe sends an event again for days by itself, and for
    weeks when asked, each time newly signed (https://docs.stripe.com/webhooks#retries).
    """
    event = news(shop, payment)[number]
    shop.webhooks.deliver({**event, "created": event["created"] - days_old * DAY_SECONDS})


def rest(shop: Shop, patience: Patience | None = None, let: str = "everything be whole") -> None:
    """Deliver everything, oldest first, until the checkout has taken each; `patience` may try more than once.

    Failure `stuck` when the checkout's work makes news without end; `let` is what had happened."""
    told: set[str] = set()
    for _ in range(ROUNDS):
        untold = [event for event in news(shop) if event["id"] not in told]
        for event in untold:
            told.add(event["id"])
            step = partial(_delivered, shop, event)
            if patience is None:
                step()
            else:
                patience(step, f"taking {event['type']}")
        if not untold:
            return
    raise Failure(
        "stuck",
        "Stripe's news come to no end",
        let=let,
        then=f"nothing new happens once Stripe has told its news {ROUNDS} times",
        however="each time the checkout's work made more of them",
    )


def _delivered(shop: Shop, event: Json) -> None:
    answer = shop.webhooks.post(event)
    if answer.status // 100 != 2:
        raise Refused("webhook", "stripe", answer)


def _about(event: Json) -> set[Any]:
    subject: Json = event["data"]["object"]
    return {subject.get(name) for name in ("id", "payment_intent", "charge")} - {None}
