"""One press pays once, whatever the card; and what the success page believes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.checkout_pages.visitor import (
    CARD,
    CHALLENGED,
    COMPLETE,
    DECLINED,
    FAIL,
    INSUFFICIENT,
    PASSWORD,
    Shop,
    Visitor,
    pay_button,
    payment_frame,
    press,
)

NOT_AUTHENTICATED = "We are unable to authenticate your payment method."
CREATE, SETTLE = "/api/payments/create-payment-intent", "/api/payments/confirm-payment"
DECLINES = {DECLINED: "Your card was declined.", INSUFFICIENT: "Your card has insufficient funds."}


@pytest.mark.parametrize("number", DECLINES)
def test_a_decline_and_a_second_card(buyer: Visitor, number: str) -> None:
    """The reason is told and focused; the same payment takes another card."""
    buyer.open("/checkout").pay(number)
    expect(buyer.alert).to_have_text(DECLINES[number])
    expect(buyer.alert).to_be_focused()
    expect(pay_button(buyer.page)).to_be_enabled()
    assert buyer.shop.orders(buyer.member) == []
    buyer.pay(CARD)
    buyer.paid_once()


def test_a_card_that_is_not_whole(buyer: Visitor) -> None:
    """Told before anybody is asked."""
    buyer.open("/checkout").fill("4242424242424241")
    press(pay_button(buyer.page))
    expect(buyer.alert).to_have_text("Your card number is invalid.")
    buyer.pay(CARD)
    buyer.paid_once()


def test_a_challenge_passed(buyer: Visitor) -> None:
    """The bank asks, the shopper answers."""
    buyer.open("/checkout").pay(CHALLENGED)
    buyer.bank.locator(COMPLETE).click()
    buyer.paid_once()


@pytest.mark.parametrize("way", ["failed", "closed"])
def test_a_challenge_not_passed(buyer: Visitor, way: str) -> None:
    """The shop says so, and another card pays."""
    buyer.open("/checkout").pay(CHALLENGED)
    expect(buyer.bank.locator(FAIL)).to_be_visible()
    if way == "failed":
        buyer.bank.locator(FAIL).click()
    else:
        buyer.page.frame_locator("dialog iframe").get_by_role("button", name="Close").click()
    expect(buyer.alert).to_contain_text(NOT_AUTHENTICATED)
    buyer.pay(CARD)
    buyer.paid_once()


def test_a_double_click(buyer: Visitor) -> None:
    """The second click begins nothing, and one confirmation reaches Stripe."""
    buyer.open("/checkout").fill()
    press(pay_button(buyer.page), clicks=2)
    buyer.paid_once()
    assert buyer.asked(CREATE) == 2, "once to show the page, once for the press"
    assert sum(one.url.endswith("/confirm") for one in buyer.requests) == 1


def test_somebody_else_s_payment(buyer: Visitor, shop: Shop) -> None:
    """Not found, and nothing of it is shown."""
    buyer.open("/checkout").pay()
    shown = buyer.paid()
    buyer.sign_in(shop.member()).open(f"/checkout/success?payment_intent={shown['payment-intent-id']}")
    expect(buyer.page.get_by_role("heading", name="Payment not found")).to_be_visible()
    text = buyer.page.locator("body").inner_text()
    assert "59.99" not in text
    assert shown["order-id"] not in text


@pytest.mark.parametrize("query", ["", "?payment_intent=pi_unknown", "?payment_intent=%3Cscript%3E"])
def test_no_such_payment(buyer: Visitor, query: str) -> None:
    """Whatever the address says."""
    buyer.open(f"/checkout/success{query}")
    expect(buyer.page.get_by_role("heading", name="Payment not found")).to_be_visible()


def test_back_from_the_bank_s_own_page(buyer: Visitor, shop: Shop) -> None:
    """Redirected with a payment that was declined: the reason, and no secret left in the address."""
    made = shop.call("POST", CREATE, buyer.member["access_token"], {})
    intent = made["payment_intent_id"]
    headers = {"Authorization": f"Bearer {shop.stack.secret_key}"}
    form = {"payment_method": "pm_card_chargeDeclined"}
    shop.http.post(f"{shop.stack.stripe_url}/v1/payment_intents/{intent}/confirm", data=form, headers=headers)
    secret = f"payment_intent_client_secret={made['client_secret']}&redirect_status=failed"
    buyer.open(f"/checkout/success?payment_intent={intent}&{secret}")
    buyer.at("/checkout")
    expect(buyer.alert).to_have_text("Your card was declined.")
    buyer.pay()
    buyer.paid_once()
    assert "secret" not in buyer.page.url


def test_the_plain_page(buyer: Visitor) -> None:
    """Script tag, `elements.create("payment")`, no framework: a decline, then another card."""
    buyer.open("/checkout/plain")
    expect(buyer.page.get_by_test_id("order-total")).to_have_text("$59.99")
    buyer.pay(DECLINED)
    expect(buyer.alert).to_have_text("Your card was declined.")
    expect(buyer.alert).to_be_focused()
    buyer.pay(CHALLENGED)
    buyer.bank.locator(COMPLETE).click()
    buyer.paid_once()


def test_the_plain_page_for_who_comes_too_early(visitor: Visitor, shop: Shop) -> None:
    """Sign in, come back; with an empty cart, to the cart."""
    member = shop.member()
    visitor.open("/checkout/plain")
    visitor.page.get_by_label("Email").fill(member["email"])
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.at("/cart")
    shop.add(member, shop.product())
    visitor.open("/checkout/plain").pay()
    visitor.paid()


def test_no_card_number_leaves_the_frame(buyer: Visitor) -> None:
    """Neither the shop's page nor the shop ever has it."""
    buyer.open("/checkout").fill()
    assert payment_frame(buyer.page).locator("[name=number]").input_value() == "4242 4242 4242 4242"
    assert "4242 4242" not in buyer.page.content()
    press(pay_button(buyer.page))
    buyer.paid_once()
    to_shop = [one for one in buyer.requests if one.url.startswith(buyer.url)]
    assert not any("4242" in (one.post_data or "") for one in to_shop)
    assert buyer.asked(SETTLE) == 1
