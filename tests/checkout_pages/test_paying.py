"""One press pays once, whatever the card, the network and the shopper do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from harness.faults import Faults
from tests.checkout_pages.visitor import (
    CARD,
    CHALLENGED,
    COMPLETE,
    DECLINED,
    FAIL,
    INSUFFICIENT,
    PASSWORD,
    SESSION_KEY,
    Shop,
    Visitor,
    pay_button,
    payment_frame,
    press,
    wait_until,
)

NOT_AUTHENTICATED = "We are unable to authenticate your payment method."
STRIPE_DOWN = "Our payment provider cannot be reached at the moment."
CREATE, SETTLE = "/api/payments/create-payment-intent", "/api/payments/confirm-payment"
DECLINES = {DECLINED: "Your card was declined.", INSUFFICIENT: "Your card has insufficient funds."}


def paid_once(buyer: Visitor, page: Page | None = None) -> None:
    """The success page is there, and there is one order and one charge."""
    shown = buyer.paid(page)
    (order,), (charge,) = buyer.shop.orders(buyer.member), buyer.shop.charges(buyer.member)
    assert shown == {"payment-intent-id": charge["id"], "order-id": order["order_id"]}


@pytest.mark.parametrize("number", DECLINES)
def test_a_decline_and_a_second_card(buyer: Visitor, number: str) -> None:
    """The reason is told and focused; the same payment takes another card."""
    buyer.open("/checkout").pay(number)
    expect(buyer.alert).to_have_text(DECLINES[number])
    expect(buyer.alert).to_be_focused()
    expect(pay_button(buyer.page)).to_be_enabled()
    assert buyer.shop.orders(buyer.member) == []
    buyer.pay(CARD)
    paid_once(buyer)


def test_a_card_that_is_not_whole(buyer: Visitor) -> None:
    """Told before anybody is asked."""
    buyer.open("/checkout").fill("4242424242424241")
    press(pay_button(buyer.page))
    expect(buyer.alert).to_have_text("Your card number is invalid.")
    buyer.pay(CARD)
    paid_once(buyer)


def test_a_challenge_passed(buyer: Visitor) -> None:
    """The bank asks, the shopper answers."""
    buyer.open("/checkout").pay(CHALLENGED)
    buyer.bank.locator(COMPLETE).click()
    paid_once(buyer)


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
    paid_once(buyer)


def test_a_double_click(buyer: Visitor) -> None:
    """The second click begins nothing, and one confirmation reaches Stripe."""
    buyer.open("/checkout").fill()
    press(pay_button(buyer.page), clicks=2)
    paid_once(buyer)
    assert buyer.asked(CREATE) == 2, "once to show the page, once for the press"
    assert sum(one.url.endswith("/confirm") for one in buyer.requests) == 1


def test_slow_stripe(buyer: Visitor) -> None:
    """The button waits, says so, and cannot be pressed again."""
    held: list[Route] = []
    buyer.context.route("**/v1/payment_intents/*/confirm", lambda route: held.append(route))
    buyer.open("/checkout").pay()
    expect(pay_button(buyer.page)).to_be_disabled()
    expect(buyer.page.get_by_role("form", name="Payment")).to_have_attribute("aria-busy", "true")
    expect(buyer.page.locator("form .spinner")).to_be_visible()
    expect(buyer.page.get_by_text("Your payment is being processed.")).to_be_attached()
    wait_until(buyer.page, lambda: bool(held), "the confirmation to be on its way")
    held[0].fallback()
    paid_once(buyer)


def test_back_while_paying(buyer: Visitor) -> None:
    """Whoever leaves while the bank is being asked still learns that they have paid."""
    held: list[Route] = []
    buyer.context.route("**/v1/payment_intents/*/confirm", lambda route: held.append(route))
    buyer.open("/cart").page.get_by_role("button", name="Proceed to Checkout").click()
    buyer.pay()
    wait_until(buyer.page, lambda: bool(held), "the confirmation to be on its way")
    buyer.page.go_back()
    buyer.at("/cart")
    expect(buyer.page.get_by_test_id("cart-total")).to_have_text("$59.99")
    held[0].fallback()
    paid_once(buyer)


def test_reloaded_while_paying(buyer: Visitor) -> None:
    """The answer is lost, the money is not: the reloaded page finds the order."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch(url=buyer.emulated(route.request.url))
        lost.append(route.request.url)

    buyer.context.route("**/v1/payment_intents/*/confirm", lose)
    buyer.open("/checkout").pay()
    wait_until(buyer.page, lambda: bool(lost), "the confirmation to have reached Stripe")
    buyer.page.reload()
    paid_once(buyer)


def test_back_after_paying(buyer: Visitor) -> None:
    """The checkout is not behind the success page: whoever goes back is in the cart, which is empty."""
    buyer.open("/cart").page.get_by_role("button", name="Proceed to Checkout").click()
    buyer.pay()
    paid_once(buyer)
    buyer.page.go_back()
    buyer.at("/cart")
    expect(buyer.page.get_by_text("Your cart is empty.")).to_be_visible()


def test_two_tabs_with_one_cart(buyer: Visitor) -> None:
    """The second one finds the order that the first one paid for."""
    buyer.open("/checkout")
    second = buyer.tab()
    second.goto(f"{buyer.url}/checkout")
    buyer.fill(page=second)
    buyer.pay()
    paid_once(buyer)
    press(pay_button(second))
    paid_once(buyer, second)


def test_the_cart_changed_in_another_tab(buyer: Visitor) -> None:
    """Nobody pays an amount that they have not seen."""
    buyer.open("/checkout")
    expect(pay_button(buyer.page)).to_be_enabled()
    buyer.shop.add(buyer.member, buyer.product)
    buyer.pay()
    expect(buyer.alert).to_contain_text("Your cart has changed in another window.")
    expect(buyer.page.get_by_test_id("order-total")).to_have_text("$119.98")
    assert buyer.shop.charges(buyer.member) == []
    expect(pay_button(buyer.page)).to_be_enabled()
    buyer.pay()
    paid_once(buyer)
    assert [charge["amount"] for charge in buyer.shop.charges(buyer.member)] == [11998]


def test_the_session_ends_on_the_way(buyer: Visitor) -> None:
    """To the login, back to the checkout, paid once."""
    buyer.open("/checkout").fill()
    ended = {**buyer.member, "access_token": "ended"}
    buyer.page.evaluate("([key, value]) => localStorage.setItem(key, JSON.stringify(value))", [SESSION_KEY, ended])
    buyer.page.evaluate("(key) => dispatchEvent(new StorageEvent('storage', {key}))", SESSION_KEY)
    press(pay_button(buyer.page))
    buyer.at("/login?next=%2Fcheckout")
    assert buyer.shop.charges(buyer.member) == []
    buyer.page.get_by_label("Email").fill(buyer.member["email"])
    buyer.page.get_by_label("Password").fill(PASSWORD)
    buyer.page.get_by_role("button", name="Sign in").click()
    buyer.at("/checkout")
    buyer.pay()
    paid_once(buyer)


def test_stripe_does_not_answer_the_shop(buyer: Visitor) -> None:
    """A message for people, a way to try again, and then it works."""
    user = buyer.member["user_id"]
    faults = Faults(buyer.shop.stack)
    with faults.on_stripe(kind="status", path="/v1/payment_intents", body_contains=user, times=20, status=503):
        buyer.open("/checkout")
        expect(buyer.alert).to_contain_text(STRIPE_DOWN)
    faults.close()
    buyer.page.get_by_role("button", name="Try again").click()
    buyer.pay()
    paid_once(buyer)


def test_stripe_js_does_not_come(buyer: Visitor) -> None:
    """The same when the script cannot be loaded."""
    script = "https://js.stripe.com/endive/stripe.js"
    buyer.context.route(script, lambda route: route.abort())
    buyer.open("/checkout")
    expect(buyer.alert).to_contain_text(STRIPE_DOWN)
    buyer.context.unroute(script)
    buyer.page.get_by_role("button", name="Try again").click()
    buyer.pay()
    paid_once(buyer)


def test_stripe_breaks_off_while_paying(buyer: Visitor) -> None:
    """Stripe took the money and nobody heard: pressing again finds the payment and does not make another."""

    def lose(route: Route) -> None:
        route.fetch(url=buyer.emulated(route.request.url))
        route.abort()

    buyer.context.route("**/v1/payment_intents/*/confirm", lose)
    buyer.open("/checkout").pay()
    expect(buyer.alert).to_contain_text("you will not be charged twice")
    buyer.context.unroute("**/v1/payment_intents/*/confirm")
    press(pay_button(buyer.page))
    paid_once(buyer)


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
    paid_once(buyer)
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
    paid_once(buyer)


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
    paid_once(buyer)
    to_shop = [one for one in buyer.requests if one.url.startswith(buyer.url)]
    assert not any("4242" in (one.post_data or "") for one in to_shop)
    assert buyer.asked(SETTLE) == 1
