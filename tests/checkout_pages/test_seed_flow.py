"""The guide's usage flow, page by page, and where the shop sends who has come too early."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.checkout_pages.visitor import PASSWORD, Shop, Visitor, email, pay_button


def test_from_an_account_to_the_order(visitor: Visitor, shop: Shop) -> None:
    """Register, add to the cart, proceed to checkout, pay, see the order."""
    product, page, who = shop.product(), visitor.page, email()
    visitor.open("/register")
    for label, value in (("First name", "Jenny"), ("Last name", "Rosen"), ("Email", who), ("Password", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Create account").click()
    visitor.at("/products")
    page.get_by_role("button", name=f"Add to cart: {product['title']}").click()
    expect(page.get_by_role("status")).to_contain_text(f"{product['title']} is in your cart.")
    page.get_by_role("link", name="Cart", exact=True).click()
    expect(page.get_by_test_id("cart-total")).to_have_text("$59.99")
    page.get_by_role("button", name="Proceed to Checkout").click()
    visitor.at("/checkout")
    expect(page.get_by_test_id("order-total")).to_have_text("$59.99")
    visitor.pay()
    ids = visitor.paid()
    member = shop.login(who)
    (order,) = shop.orders(member)
    assert ids == {"payment-intent-id": order["payment_intent_id"], "order-id": order["order_id"]}
    assert [charge["amount"] for charge in shop.charges(member)] == [5999]
    page.get_by_role("link", name="View your orders").click()
    visitor.at("/orders")
    bought = page.get_by_test_id(f"order-{order['order_id']}")
    expect(bought).to_contain_text(product["title"])
    expect(bought).to_contain_text("Paid")
    visitor.open("/cart")
    expect(page.get_by_text("Your cart is empty.")).to_be_visible()


@pytest.mark.parametrize("path", ["/cart", "/checkout", "/checkout/success?payment_intent=pi_1", "/orders"])
def test_who_is_not_signed_in_signs_in_and_comes_back(visitor: Visitor, shop: Shop, path: str) -> None:
    """To the login with the way back in the address."""
    member, product = shop.member(), shop.product()
    shop.add(member, product)
    visitor.open(path)
    visitor.page.get_by_label("Email").fill(member["email"])
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.at(path)


def test_the_way_back_never_leads_out_of_the_shop(visitor: Visitor, shop: Shop) -> None:
    """Whatever the address says."""
    member = shop.member()
    for number, next in enumerate(("https://evil.example/", "//evil.example/", "/%5Cevil.example", "javascript:1")):
        visitor.open(f"/login?next={next}&{number}")
        visitor.page.get_by_label("Email").fill(member["email"])
        visitor.page.get_by_label("Password").fill(PASSWORD)
        visitor.page.get_by_role("button", name="Sign in").click()
        visitor.at("/products")
        visitor.page.evaluate("localStorage.clear()")


def test_an_empty_cart_cannot_be_checked_out(visitor: Visitor, shop: Shop) -> None:
    """Back to the cart, which says so; no payment is begun."""
    visitor.sign_in(shop.member()).open("/checkout")
    visitor.at("/cart")
    expect(visitor.page.get_by_text("Your cart is empty.")).to_be_visible()
    assert visitor.requests_to("/api/payments/create-payment-intent") == 0


def test_wrong_password(visitor: Visitor, shop: Shop) -> None:
    """Told, focused, and the form is still there."""
    member = shop.member()
    visitor.open("/login?next=%2Fcart")
    visitor.page.get_by_label("Email").fill(member["email"])
    visitor.page.get_by_label("Password").fill("wrong wrong")
    visitor.page.get_by_role("button", name="Sign in").click()
    expect(visitor.alert).to_be_focused()
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.at("/cart")


def test_changing_the_cart(buyer: Visitor, shop: Shop) -> None:
    """More, less, nothing; the total follows."""
    title, total = buyer.product["title"], buyer.page.get_by_test_id("cart-total")
    buyer.open("/cart")
    buyer.page.get_by_role("button", name=f"One more of {title}").click()
    expect(total).to_have_text("$119.98")
    buyer.page.get_by_role("button", name=f"One less of {title}").click()
    expect(total).to_have_text("$59.99")
    buyer.page.get_by_role("button", name=f"Remove {title}").click()
    expect(buyer.page.get_by_text("Your cart is empty.")).to_be_visible()


@pytest.mark.parametrize(("currency", "text"), [("jpy", "¥5,999"), ("usd", "$59.99"), ("kwd", "KWD\xa05.990")])
def test_money(visitor: Visitor, shop: Shop, currency: str, text: str) -> None:
    """With as many decimals as the currency has."""
    price = 5990 if currency == "kwd" else 5999
    member, product = shop.member(), shop.product(price, currency)
    shop.add(member, product)
    visitor.sign_in(member).open("/cart")
    expect(visitor.page.get_by_test_id("cart-total")).to_have_text(text)
    visitor.page.get_by_role("button", name="Proceed to Checkout").click()
    expect(visitor.page.get_by_test_id("order-total")).to_have_text(text)
    expect(pay_button(visitor.page)).to_be_enabled()
