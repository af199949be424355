"""The card element in one line and in three frames, and everything that is made of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.stripe_emulator.client import eventually, ok
from tests.stripe_js.shop import CARD, SPLIT, Shop

CONFIRM = """(secret) => stripe.confirmCardPayment(secret, {
    payment_method: {card, billing_details: {name: 'Ada'}}})"""
CONFIRM_SPLIT = "(secret) => stripe.confirmCardPayment(secret, {payment_method: {card: cardNumber}})"


def fill_split(shop: Shop, number: str = CARD, cvc: str = "123") -> None:
    """One card over three frames."""
    for type, name, value in zip(SPLIT, ("number", "expiry", "cvc"), (number, "12/34", cvc), strict=True):
        shop.frame(type).locator(f"[name={name}]").fill(value)


def test_paying_with_the_card_element(shop: Shop) -> None:
    """confirmCardPayment with an element and billing details."""
    intent = shop.account.intent()
    shop.open().with_card()
    shop.fill(type="card")
    assert shop.run(CONFIRM, intent["client_secret"])["paymentIntent"]["status"] == "succeeded"
    paid = shop.account.retrieve(intent["id"], expand=["payment_method"])
    assert paid["payment_method"]["billing_details"]["name"] == "Ada"


def test_paying_with_split_elements(shop: Shop) -> None:
    """Three frames, one card."""
    intent = shop.account.intent()
    shop.open().with_card(*SPLIT)
    fill_split(shop, "378282246310005", "1234")
    for type in SPLIT:
        shop.change(type, complete=True)
    shop.change("cardNumber", brand="amex")
    done = shop.run(CONFIRM_SPLIT, intent["client_secret"])
    assert done["paymentIntent"]["status"] == "succeeded"
    paid = shop.account.retrieve(intent["id"], expand=["payment_method"])
    assert (paid["payment_method"]["card"]["last4"], paid["payment_method"]["card"]["exp_month"]) == ("0005", 12)


def await_code(shop: Shop, brand: str, code: str) -> None:
    """Type four digits, until the frame of the code knows the brand and makes this of them."""
    field = shop.frame("cardCvc").locator("[name=cvc]")

    def typed() -> str:
        field.fill("1234")
        return field.input_value()

    eventually(lambda: typed() == code, reason=f"{brand} to reach the code")


def test_the_brand_reaches_the_code(shop: Shop) -> None:
    """The number's frame tells the code's frame the brand: four digits for American Express only."""
    secret = shop.account.intent()["client_secret"]
    shop.open().with_card(*SPLIT)
    shop.frame("cardNumber").locator("[name=number]").fill(CARD)
    assert shop.run(CONFIRM_SPLIT, secret)["error"]["code"] == "incomplete_expiry", "the first incomplete frame"
    await_code(shop, "Visa", "123")
    fill_split(shop, "378282246310005", "")
    await_code(shop, "American Express", "1234")
    shop.change("cardCvc", complete=True)
    shop.frame("cardCvc").locator("[name=cvc]").fill("123")
    shop.change("cardCvc", complete=False)
    assert shop.run(CONFIRM_SPLIT, secret)["error"]["code"] == "incomplete_cvc"


def test_paying_without_an_element(shop: Shop) -> None:
    """confirmCardPayment with an id, with a token, and with nothing where the intent has its card."""
    shop.open()
    for more in (", {payment_method: 'pm_card_visa'}", ", {payment_method: {card: {token: 'tok_visa'}}}", ""):
        intent = shop.account.intent(**({} if more else {"payment_method": "pm_card_visa"}))
        done = shop.run(f"(secret) => stripe.confirmCardPayment(secret{more})", intent["client_secret"])
        assert done["paymentIntent"]["status"] == "succeeded", more


WAYS = (
    "{type: 'card', card, billing_details: {name: 'Ada'}}",
    "'card', card, {billing_details: {name: 'Ada'}}",
    "{elements, params: {billing_details: {name: 'Ada'}}}",
    "{element: card, params: {billing_details: {name: 'Ada'}}}",
)


def test_making_a_payment_method(shop: Shop) -> None:
    """Every way Stripe.js knows to ask for one; the shopper's mistake is a result, as a decline is."""
    shop.open().with_card()
    assert shop.run(f"stripe.createPaymentMethod({WAYS[0]})")["error"]["code"] == "incomplete_number"
    shop.fill(type="card")
    for way in WAYS:
        made = shop.run(f"stripe.createPaymentMethod({way})")["paymentMethod"]
        assert (made["card"]["last4"], made["billing_details"]["name"]) == ("4242", "Ada"), way
        assert shop.account.pay(made["id"])["status"] == "succeeded", way


def test_making_a_token(shop: Shop) -> None:
    """createToken, with what the shop knows besides."""
    shop.open().with_card()
    shop.fill("5555555555554444", type="card")
    token = shop.run("stripe.createToken(card, {name: 'Ada'})")["token"]
    assert (token["object"], token["card"]["brand"], token["card"]["last4"]) == ("token", "MasterCard", "4444")
    made = ok(shop.account.post("/v1/payment_methods", {"type": "card", "card": {"token": token["id"]}}))
    assert shop.account.pay(made["id"])["status"] == "succeeded"


def test_asking_for_a_confirmation_token(shop: Shop) -> None:
    """The card goes where Stripe takes it; the API decides."""
    shop.open().with_card()
    shop.fill(type="card")
    answer = shop.run("stripe.createConfirmationToken({elements, params: {return_url: 'https://shop.example'}})")
    assert list(answer) in (["error"], ["confirmationToken"])
    [sent] = [request for request in shop.requests if request.url.endswith("/v1/confirmation_tokens")]
    assert "payment_method_data%5Bcard%5D%5Bnumber%5D" in (sent.post_data or "")


def test_an_element_that_is_gone(shop: Shop) -> None:
    """Unmounted: nothing to read. Destroyed: not to be mounted again, but a new one may be made."""
    shop.open().with_card()
    shop.run("void card.unmount()")
    assert shop.page.locator("#card iframe").count() == 0
    with pytest.raises(Error, match="not mounted"):
        shop.run("stripe.createToken(card)")
    shop.run("void card.destroy()")
    with pytest.raises(Error, match="has been destroyed"):
        shop.run("void card.mount('#card')")
    shop.create("card")
    shop.fill(type="card")
    assert "token" in shop.run("stripe.createToken(card)")
