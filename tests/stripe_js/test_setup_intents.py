"""Saving a card without paying: confirmSetup, confirmCardSetup, retrieveSetupIntent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.stripe_emulator.client import JSON, ok
from tests.stripe_js.shop import COMPLETE, FAIL, Shop

CHALLENGED = "4000002760003184"
CONFIRM = "stripe.confirmSetup({elements, redirect: 'if_required'})"


@pytest.fixture
def setup(shop: Shop) -> JSON:
    """A new SetupIntent."""
    return ok(shop.account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))


def test_confirm_setup(shop: Shop, setup: JSON) -> None:
    """With a Payment Element."""
    shop.open().with_payment(setup)
    shop.fill()
    done = shop.run(CONFIRM)["setupIntent"]
    assert (done["id"], done["status"]) == (setup["id"], "succeeded")


def test_going_back_to_the_shop(shop: Shop, setup: JSON) -> None:
    """The return_url carries the SetupIntent."""
    shop.open().with_payment(setup)
    shop.fill()
    with shop.page.expect_navigation(url="**/plain?setup_intent=*"):
        shop.start("stripe.confirmSetup({elements, confirmParams: {return_url: given}})", f"{shop.site}/plain")
    assert parse_qs(urlsplit(shop.page.url).query) == {
        "setup_intent": [setup["id"]],
        "setup_intent_client_secret": [setup["client_secret"]],
        "redirect_status": ["succeeded"],
    }


def test_confirm_card_setup(shop: Shop, setup: JSON) -> None:
    """With the card element; then it can be read again."""
    shop.open().with_card()
    shop.fill(type="card")
    call = "(secret) => stripe.confirmCardSetup(secret, {payment_method: {card}})"
    assert shop.run(call, setup["client_secret"])["setupIntent"]["status"] == "succeeded"
    found = shop.run("(secret) => stripe.retrieveSetupIntent(secret)", setup["client_secret"])
    assert found["setupIntent"]["status"] == "succeeded"


def test_a_challenge(shop: Shop, setup: JSON) -> None:
    """The same dialog; a failure is the SetupIntent's own error, and it may be tried again."""
    shop.open().with_payment(setup)
    shop.fill(CHALLENGED)
    shop.start(CONFIRM)
    shop.bank.locator(FAIL).click()
    error = shop.result()["error"]
    assert error["code"] == "setup_intent_authentication_failure"
    assert error["setup_intent"]["status"] == "requires_payment_method"
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).click()
    assert shop.result()["setupIntent"]["status"] == "succeeded"


def test_a_refusal(shop: Shop, setup: JSON) -> None:
    """A card that cannot be saved."""
    shop.open().with_payment(setup)
    shop.fill("4000000000000002")
    error = shop.run(CONFIRM)["error"]
    assert (error["code"], error["setup_intent"]["status"]) == ("card_declined", "requires_payment_method")
