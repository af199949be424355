"""The confirmation mail: one for each order, to the shopper who paid, and none without money."""

from __future__ import annotations

from typing import Any

import pytest

from harness import ApiShopper, Shop, card, contains, eventually, expect, lacks, sent_to
from scenarios.steps import (
    CHALLENGE,
    GENERIC_DECLINE,
    VISA,
    at_once,
    bought,
    equal,
    feature,
    pay_in_browser,
    ready_to_pay,
    scenario,
    start_challenge,
    wait_for_order,
)

pytestmark = [*feature("Confirmation mail"), pytest.mark.card(VISA), pytest.mark.needs("mail")]


def _mails(shop: Shop, shopper: ApiShopper, wanted: int = 1) -> list[dict[str, Any]]:
    """The mails to a shopper, once there are as many as wanted; more are a failure."""

    def enough() -> list[dict[str, Any]] | None:
        mails = sent_to(shop.stack, shopper.email)
        return mails if len(mails) >= wanted else None

    mails: list[dict[str, Any]] | None = eventually(enough, reason=f"{wanted} mail to {shopper.email}")
    found = mails or []
    equal(len(found), wanted, what=f"the number of mails to {shopper.email}")
    return found


@scenario("One order, one mail, which names the order", story="One mail an order")
@pytest.mark.quick
def test_one_order_one_mail(shop: Shop) -> None:
    ada, _, purchase = bought(shop, price=5999)
    mail = str(_mails(shop, ada)[0])
    expect(mail, contains(str(purchase.order_id)), "the mail")
    expect(mail, contains("59.99"), "the mail")


@scenario("The mail tells {amount} {currency} as {text}", story="Amounts", severity="normal")
@pytest.mark.parametrize(
    ("currency", "amount", "text"), [("eur", 1250, "12.50"), ("jpy", 500, "500 JPY"), ("kwd", 12340, "12.340")]
)
@pytest.mark.needs("currencies")
def test_amounts_are_told_in_their_decimals(shop: Shop, currency: str, amount: int, text: str) -> None:
    ada, _, _ = bought(shop, price=amount, currency=currency)
    expect(str(_mails(shop, ada)[0]), contains(text), "the mail")


@scenario("Confirming again and a repeated webhook send no second mail", story="One mail an order")
@pytest.mark.needs("events")
def test_repetitions_send_no_second_mail(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    ada.confirm(purchase.intent_id).expect(200)
    event = shop.webhooks.event_for(purchase.intent_id, "payment_intent.succeeded")
    shop.webhooks.post(event).expect(200, 202, 204)
    shop.reached("duplicate_webhook")
    _mails(shop, ada)


@scenario("Browser and webhook at once send one mail", story="One mail an order")
@pytest.mark.needs("events")
def test_a_race_sends_one_mail(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product())
    pay_in_browser(shop, intent, card(VISA))
    event = shop.webhooks.event_for(intent["payment_intent_id"], "payment_intent.succeeded")
    at_once(lambda: ada.confirm(intent["payment_intent_id"]), lambda: shop.webhooks.post(event))
    _mails(shop, ada)


@scenario("A shopper who never comes back gets the mail by webhook alone", story="One mail an order")
@pytest.mark.needs("webhook_deliveries")
def test_the_webhook_alone_sends_the_mail(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product())
    pay_in_browser(shop, intent, card(VISA))
    wait_for_order(ada, intent["payment_intent_id"])
    _mails(shop, ada)


@scenario("Two orders, two mails", story="One mail an order", severity="normal")
def test_two_orders_two_mails(shop: Shop) -> None:
    ada, product, _ = bought(shop)
    ada.buy(product, card(VISA)).confirmation.expect(200)
    _mails(shop, ada, wanted=2)


@scenario("A decline sends no mail, the second card's payment one", story="No money, no mail")
@pytest.mark.card(GENERIC_DECLINE)
@pytest.mark.quick
def test_a_decline_sends_no_mail(shop: Shop) -> None:
    ada = shop.shopper()
    declined = ada.buy(shop.product(), card(GENERIC_DECLINE))
    shop.reached("decline")
    equal(sent_to(shop.stack, ada.email), [], what="the mails after a decline")
    ada.retry(declined, card(VISA)).confirmation.expect(200)
    _mails(shop, ada)


@scenario("An abandoned challenge sends no mail", story="No money, no mail")
@pytest.mark.card(CHALLENGE)
def test_an_abandoned_challenge_sends_no_mail(shop: Shop) -> None:
    ada, intent = ready_to_pay(shop, shop.product())
    start_challenge(shop, intent, card(CHALLENGE))
    ada.confirm(intent["payment_intent_id"]).expect(200)
    equal(sent_to(shop.stack, ada.email), [], what="the mails of an abandoned challenge")


@scenario("The mail holds no card number and no secret", story="What a mail tells", severity="blocker")
def test_the_mail_holds_no_secret(shop: Shop) -> None:
    ada, _, purchase = bought(shop)
    mail = str(_mails(shop, ada)[0])
    for secret in (VISA, purchase.client_secret, shop.stack.secret_key, str(ada.token)):
        expect(mail, lacks(secret), "the mail")
