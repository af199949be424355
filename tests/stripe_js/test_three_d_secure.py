"""3D Secure in the browser: the dialog and the redirect; complete, fail, walk away (facts 62, 63)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.stripe_emulator.client import JSON, eventually, ok
from tests.stripe_js.shop import COMPLETE, FAIL, NOT_AUTHENTICATED, Shop

CHALLENGED = "4000002760003184"
CONFIRM = "stripe.confirmPayment({elements, redirect: 'if_required'})"
CONFIRM_CARD = """stripe.confirmCardPayment(given, {payment_method: 'pm_card_authenticationRequired'})"""
CODE = "payment_intent_authentication_failure"


@pytest.fixture
def intent(shop: Shop) -> JSON:
    """The PaymentIntent of this test."""
    return shop.account.intent()


@pytest.fixture
def challenged(shop: Shop, intent: JSON) -> Shop:
    """A Payment Element with a card that is always challenged, confirmed: the dialog is there."""
    shop.open().with_payment(intent)
    shop.fill(CHALLENGED)
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).wait_for()
    return shop


def test_completing_the_dialog(challenged: Shop, intent: JSON) -> None:
    """The promise resolves with the paid intent; the dialog is gone."""
    assert challenged.account.retrieve(intent["id"])["status"] == "requires_action"
    challenged.bank.locator(COMPLETE).click()
    assert challenged.result()["paymentIntent"]["status"] == "succeeded"
    assert challenged.page.locator("dialog").count() == 0
    assert challenged.account.retrieve(intent["id"])["amount_received"] == 2000


def test_failing_the_dialog(challenged: Shop) -> None:
    """Fact 63: an error with the intent in it; another card may be tried."""
    challenged.bank.locator(FAIL).click()
    error = challenged.result()["error"]
    assert (error["type"], error["code"], error["message"]) == ("invalid_request_error", CODE, NOT_AUTHENTICATED)
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_intent"]["last_payment_error"]["message"].startswith("The provided PaymentMethod has failed")
    challenged.fill()
    assert challenged.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


def test_walking_away(challenged: Shop, intent: JSON) -> None:
    """Closing is a failed authentication, and the bank knows it."""
    close, complete = challenged.dialog.get_by_label("Close"), challenged.bank.locator(COMPLETE)
    ways = {
        "the button": close.click,
        "Escape on the dialog": lambda: close.press("Escape"),
        "Escape on the bank's page": lambda: complete.press("Escape"),
        "Escape on the shop's page": lambda: challenged.page.locator("dialog").press("Escape"),
        "closed by the browser": lambda: challenged.run("document.querySelector('dialog').close()"),
    }
    for way, leave in ways.items():
        leave()
        assert challenged.result()["error"]["code"] == CODE, way
        assert challenged.page.locator("dialog").count() == 0, way
        after = challenged.account.retrieve(intent["id"])
        assert (after["status"], after["last_payment_error"]["code"]) == ("requires_payment_method", CODE), way
        challenged.start(CONFIRM)
        complete.wait_for()


def test_the_keyboard_reaches_the_bank(challenged: Shop) -> None:
    """The bank's page has the focus: Tab, Enter."""
    inside = challenged.bank.locator("body")
    eventually(lambda: inside.evaluate("() => document.hasFocus()"), reason="the bank's page to have the focus")
    challenged.page.keyboard.press("Tab")
    expect(challenged.bank.locator(COMPLETE)).to_be_focused()
    challenged.page.keyboard.press("Enter")
    assert challenged.result()["paymentIntent"]["status"] == "succeeded"


def test_a_decline_after_the_challenge(shop: Shop) -> None:
    """Authenticated, then refused: the refusal is the error."""
    intent = shop.account.intent()
    shop.open().start(
        "stripe.confirmCardPayment(given,"
        " {payment_method: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'})",
        intent["client_secret"],
    )
    shop.bank.locator(COMPLETE).click()
    error = shop.result()["error"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "insufficient_funds")


def test_going_back_to_the_shop(shop: Shop, intent: JSON) -> None:
    """confirmPayment with a return_url: after the challenge, wherever it was shown, the shopper lands there."""
    shop.open().with_payment(intent)
    shop.fill(CHALLENGED)
    shop.start("stripe.confirmPayment({elements, confirmParams: {return_url: given}})", f"{shop.site}/plain?order=7")
    shop.challenge(COMPLETE)
    shop.page.wait_for_url("**/plain?order=7&*")
    query = parse_qs(urlsplit(shop.page.url).query)
    assert (query["payment_intent"], query["redirect_status"]) == ([intent["id"]], ["succeeded"])


def test_a_card_payment(shop: Shop) -> None:
    """confirmCardPayment shows the same dialog."""
    intent = shop.account.intent()
    shop.open().start(CONFIRM_CARD, intent["client_secret"])
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["paymentIntent"]["status"] == "succeeded"


def test_without_handling_actions(shop: Shop) -> None:
    """`handleActions: false` leaves the challenge to the shop, which then calls handleNextAction."""
    secret = shop.account.intent()["client_secret"]
    shop.open()
    call = "(secret) => stripe.confirmCardPayment(secret, {payment_method: 'pm_card_authenticationRequired'}, %s)"
    waiting = shop.run(call % "{handleActions: false}", secret)["paymentIntent"]
    assert waiting["status"] == "requires_action"
    shop.start("stripe.handleNextAction({clientSecret: given})", secret)
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["paymentIntent"]["status"] == "succeeded"


def test_the_words_for_the_shopper(shop: Shop) -> None:
    """Every call that shows the dialog says in Stripe.js's own words that it failed; the API has others."""
    shop.open()
    setup = ok(shop.account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))["client_secret"]
    waiting = shop.account.pay("pm_card_authenticationRequired")["client_secret"]
    calls = {
        "stripe.confirmCardPayment(given, {payment_method: 'pm_card_authenticationRequired'})": (
            shop.account.intent()["client_secret"],
            CODE,
        ),
        "stripe.confirmCardSetup(given, {payment_method: 'pm_card_authenticationRequired'})": (
            setup,
            "setup_intent_authentication_failure",
        ),
        "stripe.handleNextAction({clientSecret: given})": (waiting, CODE),
    }
    for call, (secret, code) in calls.items():
        shop.start(call, secret)
        shop.bank.locator(FAIL).click()
        error = shop.result()["error"]
        assert (error["code"], error["message"]) == (code, NOT_AUTHENTICATED), call


def test_manual_confirmation(shop: Shop) -> None:
    """handleCardAction authenticates; the server confirms once more (fact 48). Nothing to handle is a mistake."""
    intent = shop.account.pay("pm_card_authenticationRequired", confirmation_method="manual")
    shop.open().start("stripe.handleCardAction(given)", intent["client_secret"])
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["paymentIntent"]["status"] == "requires_confirmation"
    with pytest.raises(Error, match="expected an intent whose status is requires_action"):
        shop.run("(secret) => stripe.handleCardAction(secret)", intent["client_secret"])
    assert ok(shop.account.confirm(intent["id"]))["status"] == "succeeded"


def test_by_redirect(shop: Shop) -> None:
    """An intent whose next_action is redirect_to_url: the whole page goes to the bank and comes back."""
    outcomes = {COMPLETE: ("succeeded", "succeeded"), FAIL: ("failed", "requires_payment_method")}
    for button, (word, status) in outcomes.items():
        intent = shop.account.pay("pm_card_authenticationRequired", return_url=f"{shop.site}/plain?button={button[1:]}")
        shop.open().start("stripe.handleNextAction({clientSecret: given})", intent["client_secret"])
        shop.page.locator(button).click()
        shop.page.wait_for_url(f"**/plain?button={button[1:]}&*")
        assert parse_qs(urlsplit(shop.page.url).query) == {
            "button": [button[1:]],
            "payment_intent": [intent["id"]],
            "payment_intent_client_secret": [intent["client_secret"]],
            "redirect_status": [word],
        }
        assert shop.account.retrieve(intent["id"])["status"] == status
