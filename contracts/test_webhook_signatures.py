"""Who may tell the checkout something: only Stripe, only now, only these bytes; and what need not concern it.

Every way to sign (contracts/webhooks/signing.py) meets every type that the checkout registers for.
"""

import json

import pytest

from contracts.shared.labels import labelled, titled
from contracts.webhooks.signing import FORGED, GOOD, forged_event
from contracts.webhooks.stories import STORIES, TAKEN, VISA
from harness import ApiShopper, Exchange, Failure, Shop, card

FEATURE = "What Stripe sends to the checkout"
pytestmark = [pytest.mark.needs("webhooks", "orders")]

SUCCEEDED = "payment_intent.succeeded"
UNKNOWN_TYPES = ("customer.created", "payout.paid", "something.new_in_2030")
OTHER_NEWS = ("payment_intent.created", "charge.succeeded")
BODIES = {
    "nothing": "",
    "list": "[]",
    "null": "null",
    "no_members": "{}",
    "cut_off": "{",
    "id_only": '{"id": "evt_1"}',
    "wrong_types": '{"id": 1, "type": [], "data": 2}',
}


def claimed(shop: Shop) -> list[str]:
    """The types that the checkout registers for; all that there are stories of when it takes every type."""
    return [type for type in STORIES if {type, "*"} & set(shop.stack.webhook_events)]


def ready_to_pay(shop: Shop) -> tuple[ApiShopper, str]:
    """A shopper, and the id of an intent that nobody has paid."""
    shopper = shop.shopper()
    shopper.add(shop.product().id).expect(200, 201)
    made = shopper.create_intent().expect(200, 201).json()
    return shopper, made["payment_intent_id"]


def refused(answer: Exchange, type: str, rule: str) -> None:
    """The answer is a 400 problem; Failure names type and rule."""
    if answer.status != 400:
        raise Failure(
            "webhook_signature_accepted" if answer.status in TAKEN else "webhook_signature_answer",
            f"A webhook whose signature is {rule.replace('_', ' ')} was answered {answer.status}",
            let=f"an event of {type} arrive with a signature that is {rule.replace('_', ' ')}",
            then="the answer is 400 and nothing happens",
            however=f"it was {answer.status}",
            exchange=answer,
        )
    answer.problem()


@labelled(FEATURE, "Signatures that do not hold")
@pytest.mark.parametrize("rule", FORGED)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_a_forged_webhook_is_refused(shop: Shop, rule: str) -> None:
    """400 for every type, and the payment stays as it is: no order, no money."""
    titled(f"A signature {rule.replace('_', ' ')} is refused, for every type")
    shopper, intent_id = ready_to_pay(shop)
    for type in claimed(shop):
        body = json.dumps(forged_event(type, intent_id), indent=2)
        refused(FORGED[rule](shop.webhooks, body), type, rule)
    unpaid(shop, shopper, intent_id)


@labelled(FEATURE, "Signatures that hold")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("rule", GOOD)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_good_signature_is_taken(shop: Shop, rule: str) -> None:
    """2xx: within the tolerance, and while a secret is rolled over, whichever of the signatures is the good one."""
    titled(f"A signature {rule.replace('_', ' ')} is taken")
    purchase = shop.shopper().buy(shop.product(), card(VISA))
    body = json.dumps(shop.webhooks.event_for(purchase.intent_id, SUCCEEDED), indent=2)
    GOOD[rule](shop.webhooks, body).expect(*TAKEN)


@labelled(FEATURE, "Other events")
@pytest.mark.parametrize("event", UNKNOWN_TYPES)
@pytest.mark.needs("payments")
def test_an_unknown_type_is_acknowledged(shop: Shop, event: str) -> None:
    """2xx, so that Stripe stops sending it, even when it names a payment of this shop; and without effect."""
    titled(f"An event of type {event} is acknowledged and changes nothing")
    shopper, intent_id = ready_to_pay(shop)
    shop.webhooks.post({**forged_event(SUCCEEDED, intent_id), "type": event}).expect(*TAKEN)
    unpaid(shop, shopper, intent_id)


@labelled(FEATURE, "Other events")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("event", OTHER_NEWS)
@pytest.mark.needs("events")
def test_other_news_of_a_payment_is_acknowledged(shop: Shop, event: str) -> None:
    """2xx for what Stripe really tells of a payment beside what the checkout asked for; one order, as before."""
    titled(f"Stripe's {event} of a payment is acknowledged and changes nothing")
    shopper = shop.shopper()
    purchase = shopper.buy(shop.product(), card(VISA))
    before = shopper.orders().expect(200).json()
    shop.webhooks.post(shop.webhooks.event_for(purchase.intent_id, event)).expect(*TAKEN)
    after = shopper.orders().expect(200).json()
    if before != after:
        raise Failure("webhook_effect", f"{event} changed the orders", then=f"{before}", however=f"{after}")


@labelled(FEATURE, "Other events")
def test_an_event_of_another_shop_is_acknowledged(shop: Shop) -> None:
    """The account may have payments that this checkout never made."""
    titled("An event about a payment of another shop on the account is acknowledged")
    for type in claimed(shop):
        shop.webhooks.post(forged_event(type, "pi_3Mnotours")).expect(*TAKEN)


@labelled(FEATURE, "Bodies that are no event")
@pytest.mark.parametrize("body", BODIES)
def test_a_signed_body_that_is_no_event(shop: Shop, body: str) -> None:
    """Signed or not, what is no event is refused or ignored, and never a failure of the checkout."""
    titled(f"A signed body that is no event does not break the checkout: {body.replace('_', ' ')}")
    shop.webhooks.post(BODIES[body]).expect(*TAKEN, 400, 422)


def unpaid(shop: Shop, shopper: ApiShopper, intent_id: str) -> None:
    """Stripe took nothing for the intent, and the shopper has no order."""
    intent, orders = shop.stripe.intent(intent_id), shopper.orders().expect(200).json()["orders"]
    if intent["amount_received"] or intent["status"] == "succeeded" or orders:
        however = f"Stripe says {intent['status']}, and there are {len(orders)} orders"
        raise Failure("webhook_effect", "An event sold something", then="nothing is sold", however=however)
