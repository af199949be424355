"""The endpoints of the guide that this project began with, and what it promises of their answers.

What the guide promises of any shop is scenarios/test_seed_guide.py.
"""

from collections.abc import Iterator

import pytest

from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, only_ours, problem
from harness import Http, Shop, contains, eventually, expect, lacks, starts_with
from scenarios.steps import VISA, bought, equal, ready_to_pay, wait_for_order

FEATURE = "The integration guide"


@pytest.fixture
def stripe(shop: Shop) -> Iterator[Http]:
    """A developer's terminal, pointed at Stripe's address."""
    terminal = Http(shop.stack.stripe_url, actor="developer", system="stripe")
    yield terminal
    terminal.close()


@labelled(FEATURE, "Endpoints")
@pytest.mark.needs("payments")
@pytest.mark.quick
def test_guide_create_payment_intent(shop: Shop) -> None:
    """With the caller's own metadata, which may not name somebody else."""
    titled("The guide's request gets the guide's answer", "POST /api/payments/create-payment-intent")
    only_ours(shop.adapter.people)
    ada, product = shop.shopper(), shop.product()
    ada.add(product)
    body = {"currency": product.currency, "metadata": {"user_id": "123", "cart_items": "[...]"}}
    answer = PaymentApi(ada).create_intent(**body).expect(200, 201)
    intent = answer.json()
    wanted = {"client_secret", "payment_intent_id", "amount", "currency", "status"}
    equal(wanted - set(intent), set(), what="the members that are missing in the answer", at=answer)
    told, intent_id = (intent["amount"], intent["currency"]), intent["payment_intent_id"]
    equal(told, (product.price, product.currency), what="the amount and the currency", at=answer)
    equal(intent["status"], "requires_payment_method", what="the status", at=answer)
    expect(intent["client_secret"], starts_with(f"{intent_id}_secret_"), "the client secret")
    metadata = shop.stripe.intent(intent_id)["metadata"]
    equal(metadata.get("user_id"), ada.key, what="whose intent it is: the token's owner, not what the body says")
    equal(metadata.get("cart_items"), "[...]", what="the caller's own metadata")


@labelled(FEATURE, "Endpoints")
@pytest.mark.card(VISA)
def test_guide_payment_intent(shop: Shop) -> None:
    """Without its client secret, once it is paid."""
    titled("The shopper reads the payment", "GET /api/payments/payment-intent/{payment_intent_id}")
    only_ours(shop.adapter.people)
    ada, product, purchase = bought(shop)
    intent = PaymentApi(ada).intent(purchase.payment.id).expect(200).json()
    told = (intent["amount"], intent["currency"], intent["status"])
    equal(told, (product.price, product.currency, "succeeded"), what="the payment")
    expect(sorted(intent), lacks("client_secret"), "the list of members of a paid intent")


@labelled(FEATURE, "Endpoints")
def test_guide_config(shop: Shop) -> None:
    """And nothing else."""
    titled("The browser learns the publishable key and where Stripe is", "GET /api/payments/config")
    only_ours(shop.adapter.people)
    config = PaymentApi(shop.visitor()).config().expect(200).json()
    equal(set(config), {"publishable_key", "api_base"}, what="the members of the configuration")
    equal(config["publishable_key"], shop.stack.publishable_key, what="the publishable key")
    expect(config["api_base"], starts_with("http"), "the address of Stripe")


@labelled(FEATURE, "Troubleshooting")
@pytest.mark.needs("introspection")
def test_guide_stripe_not_found(shop: Shop, stripe: Http) -> None:
    """The guide's "Stripe not found"."""
    titled("The address that the checkout tells is a Stripe that answers", "GET /api/payments/config")
    only_ours(shop.adapter.people)
    base = PaymentApi(shop.visitor()).config().expect(200).json()["api_base"]
    stripe.send("GET", f"{base}/_localstack/stripe/health", operation="health").expect(200)


@labelled(FEATURE, "Security considerations")
@pytest.mark.card(VISA)
def test_guide_card_numbers_stay_at_stripe(shop: Shop) -> None:
    """The answers as they are, whole."""
    titled("No answer of the checkout ever holds the card's number", "every operation of a purchase")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    api, order_id = PaymentApi(ada), wait_for_order(ada, purchase.payment).id
    settled = api.confirm(purchase.payment.id)
    for answer in (settled, api.intent(purchase.payment.id), api.orders(), api.order(order_id), api.cart()):
        expect(answer.expect(200).text, lacks(VISA), "the body of the answer", at=answer)


@labelled(FEATURE, "Security considerations")
@pytest.mark.needs("payments")
def test_guide_the_checkout_takes_no_card_numbers(shop: Shop) -> None:
    """Card data in a request is refused, and not repeated in the answer."""
    titled("A card number sent to the checkout is refused and not repeated", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    ada, payment = ready_to_pay(shop, shop.product())
    answer = PaymentApi(ada).confirm(payment.id, card={"number": VISA, "cvc": "123"})
    problem(answer, 422)
    expect(answer.text, lacks(VISA), "the body of the answer", at=answer)


@labelled(FEATURE, "Next steps")
@pytest.mark.card(VISA)
def test_guide_the_mail_names_the_order(shop: Shop) -> None:
    """The id of the order is what a shopper can ask about."""
    titled("The confirmation mail names the order", "POST /api/payments/confirm-payment")
    only_ours(shop.adapter.people)
    ada, _, purchase = bought(shop)
    order = wait_for_order(ada, purchase.payment)
    mails = eventually(lambda: shop.mails(ada.email), reason="the confirmation mail")
    expect(str(mails), contains(order.id), "the mail")
