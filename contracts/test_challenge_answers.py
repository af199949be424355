"""What the payment API answers while the bank waits for the shopper (3D Secure), card by card."""

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours
from harness import Card, Exchange, Shop, expect, present
from scenarios.steps import challenges, each_card, equal, ready_to_pay, start_challenge

FEATURE = "Payments that wait for the bank"


def _pays_after(card: Card) -> bool:
    return challenges(card) and card.expected.after_challenge_success == "succeeded"


def _pays_after_at_server(card: Card) -> bool:
    return _pays_after(card) and bool(card.token)


@labelled(FEATURE, "Confirmed in the browser")
@pytest.mark.parametrize("card", each_card(_pays_after))
def test_a_payment_that_waits_is_told_as_such(shop: Shop, card: Card) -> None:
    """The status `requires_action`, and no order."""
    titled(f"{card.description}: answered as requires_action", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    ada, payment = ready_to_pay(shop, shop.product())
    api = PaymentApi(ada)
    start_challenge(shop, ada, payment, card.number)
    assert_waiting(api.confirm(payment.id))


@labelled(FEATURE, "Confirmed at the server")
@pytest.mark.parametrize("card", each_card(_pays_after_at_server))
@pytest.mark.needs("server_payments")
def test_a_token_that_waits_is_told_as_such(shop: Shop, card: Card) -> None:
    """The status `requires_action`, what the page needs for the challenge, and no order."""
    titled(f"{card.token}: answered as requires_action with a next_action", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    ada, payment = ready_to_pay(shop, shop.product())
    waiting = PaymentApi(ada).confirm(payment.id, payment_method=card.token)
    shop.reached("challenge")
    assert_waiting(waiting)
    expect(waiting.json().get("next_action"), present, "the next_action", at=waiting)


def assert_waiting(answer: Exchange) -> None:
    """The checkout says that the bank waits for the shopper, and names no order."""
    body = answer.expect(200).json()
    equal(body["status"], "requires_action", what="the status confirm-payment answers", at=answer)
    equal(body.get("order_id"), None, what="the order before the challenge", at=answer)
