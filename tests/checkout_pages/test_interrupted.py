"""Reloads, tabs, sessions and outages in the middle of paying: nobody pays twice, nobody is left without an answer."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from harness.faults import Faults
from tests.checkout_pages.visitor import PASSWORD, SESSION_KEY, Visitor, pay_button, press, wait_until

STRIPE_DOWN = "Our payment provider cannot be reached at the moment."
CONFIRM = "**/v1/payment_intents/*/confirm"


def test_slow_stripe(buyer: Visitor) -> None:
    """The button waits, says so, and cannot be pressed again."""
    held: list[Route] = []
    buyer.context.route(CONFIRM, lambda route: held.append(route))
    buyer.open("/checkout").pay()
    expect(pay_button(buyer.page)).to_be_disabled()
    expect(buyer.page.get_by_role("form", name="Payment")).to_have_attribute("aria-busy", "true")
    expect(buyer.page.locator("form .spinner")).to_be_visible()
    expect(buyer.page.get_by_text("Your payment is being processed.")).to_be_attached()
    wait_until(buyer.page, lambda: bool(held), "the confirmation to be on its way")
    held[0].fallback()
    buyer.paid_once()


def test_back_while_paying(buyer: Visitor) -> None:
    """Whoever leaves while the bank is being asked still learns that they have paid."""
    held: list[Route] = []
    buyer.context.route(CONFIRM, lambda route: held.append(route))
    buyer.open("/cart").page.get_by_role("button", name="Proceed to Checkout").click()
    buyer.pay()
    wait_until(buyer.page, lambda: bool(held), "the confirmation to be on its way")
    buyer.page.go_back()
    buyer.at("/cart")
    expect(buyer.page.get_by_test_id("cart-total")).to_have_text("$59.99")
    held[0].fallback()
    buyer.paid_once()


def test_reloaded_while_paying(buyer: Visitor) -> None:
    """The answer is lost, the money is not: the reloaded page finds the order."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch(url=buyer.emulated(route.request.url))
        lost.append(route.request.url)

    buyer.context.route(CONFIRM, lose)
    buyer.open("/checkout").pay()
    wait_until(buyer.page, lambda: bool(lost), "the confirmation to have reached Stripe")
    buyer.page.reload()
    buyer.paid_once()


def test_back_after_paying(buyer: Visitor) -> None:
    """The checkout is not behind the success page: whoever goes back is in the cart, which is empty."""
    buyer.open("/cart").page.get_by_role("button", name="Proceed to Checkout").click()
    buyer.pay()
    buyer.paid_once()
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
    buyer.paid_once()
    press(pay_button(second))
    buyer.paid_once(second)


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
    buyer.paid_once()
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
    buyer.paid_once()


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
    buyer.paid_once()


def test_stripe_js_does_not_come(buyer: Visitor) -> None:
    """The same when the script cannot be loaded."""
    script = "https://js.stripe.com/endive/stripe.js"
    buyer.context.route(script, lambda route: route.abort())
    buyer.open("/checkout")
    expect(buyer.alert).to_contain_text(STRIPE_DOWN)
    buyer.context.unroute(script)
    buyer.page.get_by_role("button", name="Try again").click()
    buyer.pay()
    buyer.paid_once()


def test_the_element_cannot_be_shown(buyer: Visitor) -> None:
    """Stripe.js is there, the payment it asks for is not: said, and tried again."""
    asked = re.compile(r"https://js\.stripe\.com/v1/payment_intents/pi_\w+\?")
    buyer.context.route(asked, lambda route: route.abort())
    buyer.open("/checkout")
    expect(buyer.alert).to_contain_text(STRIPE_DOWN)
    expect(pay_button(buyer.page)).to_be_disabled()
    buyer.context.unroute(asked)
    buyer.page.get_by_role("button", name="Try again").click()
    buyer.pay()
    buyer.paid_once()


def test_stripe_breaks_off_while_paying(buyer: Visitor) -> None:
    """Stripe took the money and nobody heard: pressing again finds the payment and does not make another."""

    def lose(route: Route) -> None:
        route.fetch(url=buyer.emulated(route.request.url))
        route.abort()

    buyer.context.route(CONFIRM, lose)
    buyer.open("/checkout").pay()
    expect(buyer.alert).to_contain_text("you will not be charged twice")
    buyer.context.unroute(CONFIRM)
    press(pay_button(buyer.page))
    buyer.paid_once()
