"""The confirmation mail: one for each order, to the shopper who paid, and none without money."""

from __future__ import annotations

import pytest

from harness import Shop, card, expect, lacks
from scenarios.mails import mails_to
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    VISA,
    assert_told_paid,
    at_once,
    bought,
    equal,
    feature,
    not_paid,
    outcome,
    paid_at_stripe,
    ready_to_pay,
    scenario,
    start_challenge,
    wait_for_order,
)

pytestmark = [*feature("Confirmation mail"), pytest.mark.card(VISA)]


@scenario("One order, one mail, to its owner alone", story="One mail an order")
@pytest.mark.quick
def test_one_order_one_mail(shop: Shop) -> None:
    bob, payment = ready_to_pay(shop, shop.product(), name="Bob")
    ada, _, _ = bought(shop)
    mails_to(shop, ada)
    equal(shop.mails(bob.email), [], what="the mails to somebody who bought nothing")
    bob.finish(payment, card(VISA))
    mails_to(shop, bob)
    mails_to(shop, ada)


@scenario("Coming back again and a repeated webhook send no second mail", story="One mail an order")
@pytest.mark.needs("events")
def test_repetitions_send_no_second_mail(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    if ada.offers("settle"):
        ada.settle(purchase.payment)
    shop.webhooks.deliver(shop.paid_event(purchase.payment))
    shop.reached("duplicate_webhook")
    mails_to(shop, ada)


@scenario("Browser and webhook at once send one mail", story="One mail an order")
@pytest.mark.needs("events")
def test_a_race_sends_one_mail(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    paid_at_stripe(ada, payment)
    event = shop.paid_event(payment)
    at_once(lambda: ada.settle(payment), lambda: shop.webhooks.post(event))
    mails_to(shop, ada)


@scenario("A shopper who never comes back gets the mail by webhook alone", story="One mail an order")
@pytest.mark.needs("webhook_deliveries")
def test_the_webhook_alone_sends_the_mail(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    paid_at_stripe(ada, payment)
    if ada.offers("orders"):
        wait_for_order(ada, payment)
    mails_to(shop, ada)


@scenario("Two orders, two mails", story="One mail an order", severity="normal")
def test_two_orders_two_mails(shop: Shop) -> None:
    ada, product, _ = bought(shop)
    assert_told_paid(ada.buy(product, card(VISA)), shop.cost(product))
    mails_to(shop, ada, wanted=2)


@scenario("A decline sends no mail, the second card's payment one", story="No money, no mail")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_a_decline_sends_no_mail(shop: Shop) -> None:
    product, ada = shop.product(), shop.shopper()
    declined = ada.buy(product, card(GENERIC_DECLINE))
    shop.reached("decline")
    equal(shop.mails(ada.email), [], what="the mails after a decline")
    assert_told_paid(ada.retry(declined, card(VISA)), shop.cost(product))
    mails_to(shop, ada)


@scenario("An abandoned challenge sends no mail", story="No money, no mail")
@pytest.mark.card(CHALLENGE)
def test_an_abandoned_challenge_sends_no_mail(shop: Shop) -> None:
    ada, payment = ready_to_pay(shop, shop.product())
    start_challenge(shop, ada, payment)
    if ada.offers("settle"):
        not_paid(shop, outcome(lambda: ada.settle(payment)), "a payment that waits for the bank")
    equal(shop.mails(ada.email), [], what="the mails of an abandoned challenge")


@scenario("The mail holds no card number and no secret", story="What a mail tells", severity="blocker")
def test_the_mail_holds_no_secret(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    mail = str(mails_to(shop, ada)[0])
    for secret in filter(None, (VISA, purchase.payment.client_secret, shop.stack.secret_key)):
        expect(mail, lacks(secret), "the mail")
