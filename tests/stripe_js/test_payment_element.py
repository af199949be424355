"""The Payment Element: paying, being declined, being stopped before anything is sent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.stripe_js.shop import CARD, Shop

CONFIRM = "stripe.confirmPayment({elements, redirect: 'if_required'})"
DEFERRED = "(secret) => stripe.confirmPayment({elements, clientSecret: secret, redirect: 'if_required'})"
BACK = "(url) => stripe.confirmPayment({elements, confirmParams: {return_url: url}})"
GROUP = {"mode": "payment", "amount": 1999, "currency": "usd"}


def test_paying(shop: Shop) -> None:
    """4242 with `if_required`: the promise resolves with the PaymentIntent."""
    intent = shop.account.intent(amount=1999)
    shop.open().with_payment(intent)
    shop.fill()
    done = shop.run(CONFIRM)
    assert (done["paymentIntent"]["id"], done["paymentIntent"]["status"]) == (intent["id"], "succeeded")
    assert shop.account.retrieve(intent["id"])["amount_received"] == 1999


def test_what_is_sent(shop: Shop) -> None:
    """The request looks like Stripe.js's own; the postal code goes into the billing details."""
    intent = shop.account.intent()
    shop.open().with_payment(intent)
    shop.fill()
    shop.frame().locator("[name=postalCode]").fill("94107")
    shop.run(
        "stripe.confirmPayment({elements, redirect: 'if_required', confirmParams: {"
        "payment_method_data: {billing_details: {name: 'Ada'}}, receipt_email: 'ada@shop.example'}})"
    )
    [sent] = [r for r in shop.requests if r.url.endswith(f"/v1/payment_intents/{intent['id']}/confirm")]
    form = {name: values[0] for name, values in parse_qs(sent.post_data or "").items()}
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert form["key"] == shop.account.publishable_key
    assert form["client_secret"] == intent["client_secret"]
    assert form["use_stripe_sdk"] == "true"
    assert form["payment_method_data[type]"] == "card"
    assert form["payment_method_data[card][number]"] == CARD
    assert form["payment_method_data[referrer]"] == shop.site
    assert form["payment_method_data[payment_user_agent]"].startswith("stripe.js/")
    paid = shop.account.retrieve(intent["id"], expand=["payment_method"])
    billing = paid["payment_method"]["billing_details"]
    assert (billing["name"], billing["address"]["postal_code"], billing["address"]["country"]) == ("Ada", "94107", "US")
    assert paid["receipt_email"] == "ada@shop.example"


def test_a_decline_and_then_another_card(shop: Shop) -> None:
    """The API's error as it is; the page stays, and the same intent can be paid."""
    intent = shop.account.intent()
    shop.open().with_payment(intent)
    shop.fill("4000000000009995")
    error = shop.run(BACK, f"{shop.site}/plain")["error"]
    assert (error["type"], error["code"], error["decline_code"]) == (
        "card_error",
        "card_declined",
        "insufficient_funds",
    )
    assert error["message"] == "Your card has insufficient funds."
    assert error["payment_intent"]["id"] == intent["id"]
    shop.fill()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_going_back_to_the_shop(shop: Shop) -> None:
    """Without `if_required` the shopper lands on the return_url, with what Stripe adds to it."""
    intent = shop.account.intent()
    shop.open().with_payment(intent)
    shop.fill()
    with shop.page.expect_navigation(url="**/plain?order=7*"):
        shop.start(f"({BACK})(given)", f"{shop.site}/plain?order=7#done")
    parts = urlsplit(shop.page.url)
    assert parts.fragment == "done"
    assert parse_qs(parts.query) == {
        "order": ["7"],
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": ["succeeded"],
    }


def test_nothing_filled_in(shop: Shop) -> None:
    """A validation_error for the first field, every error in its place, and no request."""
    intent = shop.account.intent()
    shop.open().with_payment(intent)
    error = shop.run("elements.submit()")["error"]
    assert shop.run(CONFIRM)["error"] == error
    assert error == {
        "type": "validation_error",
        "code": "incomplete_number",
        "message": "Your card number is incomplete.",
    }
    alerts = shop.frame().get_by_role("alert")
    assert [text for text in alerts.all_text_contents() if text] == [
        "Your card number is incomplete.",
        "Your card's expiration date is incomplete.",
        "Your card's security code is incomplete.",
    ]
    assert shop.frame().locator("[name=number]").get_attribute("aria-invalid") == "true"
    assert not any(request.method == "POST" for request in shop.requests)


WRONG = {
    "invalid_number": ("4242424242424241", "12/34", "123"),
    "incomplete_number": ("424242424242", "12/34", "123"),
    "incomplete_expiry": (CARD, "12", "123"),
    "invalid_expiry_year_past": (CARD, "12/20", "123"),
    "invalid_expiry_month": (CARD, "00/34", "123"),
    "invalid_expiry_year": (CARD, "12/99", "123"),
    "incomplete_cvc": ("378282246310005", "12/34", "123"),
}


def test_what_is_wrong(shop: Shop) -> None:
    """Stripe's codes, from submit()."""
    shop.open().with_payment(shop.account.intent())
    found = {}
    for code, (number, expiry, cvc) in WRONG.items():
        shop.fill(number, expiry, cvc)
        found[code] = shop.run("elements.submit()")["error"]["code"]
    assert found == {code: code for code in WRONG}


def test_the_postal_code(shop: Shop) -> None:
    """It may stay empty, but not be half; a country without one has no field for it."""
    shop.open().with_payment(shop.account.intent())
    shop.fill()
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "card"}
    shop.frame().locator("[name=postalCode]").fill("941")
    assert shop.run("elements.submit()")["error"]["code"] == "incomplete_zip"
    shop.frame().locator("[name=country]").select_option("CA")
    shop.frame().get_by_label("Postal code").fill("m5t 1t4")
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "card"}
    assert shop.frame().locator("[name=postalCode]").get_attribute("inputmode") == "text"
    shop.frame().locator("[name=country]").select_option("DE")
    expect(shop.frame().locator("[name=postalCode]")).to_be_hidden()
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "card"}


def test_deferred(shop: Shop) -> None:
    """elements({mode, amount, currency}), submit(), an intent made then, its client secret at confirm."""
    shop.open().group(GROUP)
    shop.create("payment")
    shop.fill()
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "card"}
    intent = shop.account.intent(amount=1999)
    assert shop.run(DEFERRED, intent["client_secret"])["paymentIntent"]["status"] == "succeeded"


def test_deferred_without_submit(shop: Shop) -> None:
    """Stripe insists on submit() first."""
    shop.open().group(GROUP)
    shop.create("payment")
    shop.fill()
    with pytest.raises(Error, match=r"call elements\.submit\(\) before"):
        shop.run(DEFERRED, shop.account.intent()["client_secret"])


def test_a_saved_payment_method(shop: Shop) -> None:
    """No elements at all: a client secret and an id."""
    intent = shop.account.intent()
    done = shop.open().run(
        "(secret) => stripe.confirmPayment({clientSecret: secret, redirect: 'if_required',"
        " confirmParams: {payment_method: 'pm_card_visa'}})",
        intent["client_secret"],
    )
    assert done["paymentIntent"]["status"] == "succeeded"


def test_an_intent_that_cannot_be_paid(shop: Shop) -> None:
    """Paid already, or not there: the element reports loaderror instead of ready; fetchUpdates() tells it too."""
    shop.open()
    with pytest.raises(Error, match="is in a terminal state"):
        shop.with_payment(shop.account.pay())
    with pytest.raises(Error, match="client_secret provided does not match"):
        shop.with_payment({"client_secret": "pi_1_secret_2"})
    assert "client_secret" in shop.run("elements.fetchUpdates()")["error"]["message"]
    shop.with_payment(shop.account.intent())
    assert shop.run("elements.fetchUpdates()") == {}


def test_retrieving(shop: Shop) -> None:
    """retrievePaymentIntent, as the browser may see it."""
    intent = shop.account.intent(amount=777, metadata={"user": "7"})
    found = shop.open().run("(secret) => stripe.retrievePaymentIntent(secret)", intent["client_secret"])[
        "paymentIntent"
    ]
    assert (found["id"], found["amount"]) == (intent["id"], 777)
    assert "metadata" not in found
    wrong = shop.run("(secret) => stripe.retrievePaymentIntent(secret)", intent["client_secret"] + "x")
    assert wrong["error"]["param"] == "client_secret"


def test_a_lost_connection(shop: Shop) -> None:
    """An answer that never comes is an error of the result, not an exception."""
    intent = shop.account.intent()
    shop.open().with_payment(intent)
    shop.fill()
    shop.context.route("**/confirm", lambda route: route.abort(), times=1)
    assert shop.run(CONFIRM)["error"]["type"] == "api_connection_error"
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"
