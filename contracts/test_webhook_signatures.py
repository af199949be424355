"""Who may tell the checkout something: only Stripe, only now, only these bytes; and what need not concern it.

Every way to sign (contracts/webhooks/signing.py) meets every type that the checkout registers for.
"""

import json

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, is_ours
from contracts.webhooks.signing import FORGED, GOOD, forged_event
from contracts.webhooks.stories import VISA, acknowledged, claimed
from harness import UNKNOWN, Buyer, Exchange, Failure, Http, Order, Payment, Shop, card
from scenarios.steps import assert_nothing_sold, ready_to_pay

FEATURE = "What Stripe sends to the checkout"

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
UNSIGNED = "an event that Stripe did not sign"
# Where a webhook is asked for and another page, or none, answers: nothing was judged by it.
ELSEWHERE = (301, 302, 303, 307, 308, 404, 405)


def refused(shop: Shop, answer: Exchange, type: str, rule: str) -> None:
    """The answer is no 2xx, and as the shop's contract tells a refusal; Failure names type and rule."""
    if answer.status in ELSEWHERE:
        raise Failure(
            UNKNOWN,
            "No webhook is where the profile says",
            let=f"an event of {type} be sent to {answer.url}",
            then="the checkout's webhook answers",
            however=f"it was {answer.status}. Hint: `path` of [webhook] in the profile",
            exchange=answer,
        )
    promised = shop.adapter.refusals.get(UNSIGNED)
    taken = answer.status // 100 == 2
    if taken or (promised is not None and answer.status not in promised.statuses):
        wanted = " or ".join(map(str, promised.statuses)) if promised else "no 2xx"
        raise Failure(
            "webhook_signature_accepted" if taken else "webhook_signature_answer",
            f"A webhook whose signature is {rule.replace('_', ' ')} was answered {answer.status}",
            let=f"an event of {type} arrive with a signature that is {rule.replace('_', ' ')}",
            then=f"the answer is {wanted} and nothing happens",
            however=f"it was {answer.status}",
            exchange=answer,
        )
    if promised is not None:
        answer.problem()


@labelled(FEATURE, "Signatures that do not hold")
@pytest.mark.parametrize("rule", FORGED)
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_a_forged_webhook_is_refused(shop: Shop, rule: str) -> None:
    """Refused for every type, and the payment stays as it is: no order, no money."""
    titled(f"A signature {rule.replace('_', ' ')} is refused, for every type")
    buyer, payment = ready_to_pay(shop, shop.product())
    before = told(buyer)
    for type in claimed(shop):
        body = json.dumps(forged_event(type, shop.money.way(payment)), indent=2)
        refused(shop, FORGED[rule](shop.webhooks, body), type, rule)
    unpaid(shop, buyer, payment, before)


@labelled(FEATURE, "Signatures that hold")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("rule", GOOD)
@pytest.mark.needs("events")
@pytest.mark.quick
def test_a_good_signature_is_taken(shop: Shop, rule: str) -> None:
    """2xx: within the tolerance, and while a secret is rolled over, whichever of the signatures is the good one."""
    titled(f"A signature {rule.replace('_', ' ')} is taken")
    purchase = shop.shopper().buy(shop.product(), card(VISA))
    body = json.dumps(shop.paid_event(purchase.payment), indent=2)
    acknowledged(GOOD[rule](shop.webhooks, body))


@labelled(FEATURE, "Other events")
@pytest.mark.parametrize("event", UNKNOWN_TYPES)
@pytest.mark.needs("payments")
def test_an_unknown_type_is_acknowledged(shop: Shop, event: str) -> None:
    """2xx, so that Stripe stops sending it, even when it names a payment of this shop; and without effect."""
    titled(f"An event of type {event} is acknowledged and changes nothing")
    buyer, payment = ready_to_pay(shop, shop.product())
    before = told(buyer)
    forged = forged_event("payment_intent.succeeded", shop.money.way(payment))
    taken_where_sent(shop, shop.webhooks.post({**forged, "type": event}), event)
    unpaid(shop, buyer, payment, before)


@labelled(FEATURE, "Other events")
@pytest.mark.card(VISA)
@pytest.mark.parametrize("event", OTHER_NEWS)
@pytest.mark.needs("events")
def test_other_news_of_a_payment_is_acknowledged(shop: Shop, event: str) -> None:
    """2xx for what Stripe really tells of a payment beside what the checkout asked for; one order, as before."""
    titled(f"Stripe's {event} of a payment is acknowledged and changes nothing")
    buyer = shop.shopper()
    purchase = buyer.buy(shop.product(), card(VISA))
    before = told(buyer)
    taken_where_sent(shop, shop.webhooks.post(shop.event_of(purchase.payment, event)), event)
    unchanged(buyer, before, event)


@labelled(FEATURE, "Other events")
def test_an_event_of_another_shop_is_acknowledged(shop: Shop) -> None:
    """The account may have payments that this checkout never made, and forgotten ones that Stripe does not show."""
    titled("An event about a payment of another shop on the account is acknowledged")
    PaymentApi(shop.visitor())
    for type in claimed(shop):
        acknowledged(shop.webhooks.post(forged_event(type, "pi_3Mnotours")))


@labelled(FEATURE, "Other events")
@pytest.mark.needs("events", "server_payments")
def test_a_payment_of_another_shop_is_no_order_here(shop: Shop) -> None:
    """A real one: the account may have payment links, invoices or a second shop; every endpoint is told of all."""
    titled("A payment that another shop on the account took is acknowledged and makes no order")
    type = shop.hears_of("payment_intent.succeeded", "charge.succeeded")
    buyer, payment = ready_to_pay(shop, shop.product())
    before = told(buyer)
    shop.webhooks.deliver(shop.webhooks.event_for(_paid_elsewhere(shop), type))
    unpaid(shop, buyer, payment, before)


@labelled(FEATURE, "Bodies that are no event")
@pytest.mark.parametrize("body", BODIES)
def test_a_signed_body_that_is_no_event(shop: Shop, body: str) -> None:
    """Signed or not, what is no event is refused or ignored, and never a failure of the checkout."""
    titled(f"A signed body that is no event does not break the checkout: {body.replace('_', ' ')}")
    PaymentApi(shop.visitor())
    answer = shop.webhooks.post(BODIES[body])
    if answer.status // 100 != 2:
        answer.expect(400, 422)


def taken_where_sent(shop: Shop, answer: Exchange, type: str) -> None:
    """2xx of a checkout that registers for the type, and of ours, whose contract says so of every type."""
    if is_ours(shop) or shop.stack.hears(type):
        acknowledged(answer)


def told(buyer: Buyer) -> list[Order] | None:
    """The buyer's orders; None where the shop does not show them."""
    return buyer.orders() if buyer.offers("orders") else None


def unchanged(buyer: Buyer, before: list[Order] | None, event: str) -> None:
    """The orders are what they were."""
    if (after := told(buyer)) != before:
        raise Failure("webhook_effect", f"{event} changed the orders", then=f"{before}", however=f"{after}")


def unpaid(shop: Shop, buyer: Buyer, payment: Payment, before: list[Order] | None) -> None:
    """Stripe took nothing for the payment, and the orders are what they were: nothing is sold."""
    assert_nothing_sold(shop, buyer, payment)
    unchanged(buyer, before, "An event")


def _paid_elsewhere(shop: Shop) -> str:
    """The id of a PaymentIntent that somebody else made on the account, and that is paid."""
    stripe = Http(shop.stack.stripe_url, actor="merchant", system="stripe")
    automatic = {"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"}
    form = {"amount": "1234", "currency": "usd", "payment_method": "pm_card_visa", "confirm": "true", **automatic}
    headers = {"Authorization": f"Bearer {shop.stack.secret_key}"}
    made = stripe.send("POST", "/v1/payment_intents", operation="merchant", form=form, headers=headers)
    stripe.close()
    return str(made.expect(200).json()["id"])
