"""What the pages do beside paying: who comes too early or from the bank, what cannot be shown, where digits stay.

Paying itself, with every card and interruption: scenarios/browser.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from harness.browser.stripe_pages import press
from tests.checkout_pages.visitor import PASSWORD, Shop, Visitor, pay_button, payment_frame

STRIPE_DOWN = "Our payment provider cannot be reached at the moment."
CREATE, SETTLE = "/api/payments/create-payment-intent", "/api/payments/confirm-payment"


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
    assert buyer.requests_to(SETTLE) == 1


def test_the_element_cannot_be_shown(buyer: Visitor) -> None:
    """Stripe.js is there, the payment it asks for is not: said, and tried again."""
    pattern = re.compile(r"https://js\.stripe\.com/v1/payment_intents/pi_\w+\?")
    buyer.context.route(pattern, lambda route: route.abort())
    buyer.open("/checkout")
    expect(buyer.alert).to_contain_text(STRIPE_DOWN)
    expect(pay_button(buyer.page)).to_be_disabled()
    buyer.context.unroute(pattern)
    buyer.page.get_by_role("button", name="Try again").click()
    buyer.pay()
    buyer.paid_once()
