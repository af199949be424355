"""The pages without a mouse, on a phone, in the dark, and read by a machine (axe-core)."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from harness.browser.stripe_pages import COMPLETE
from tests.checkout_pages.npm import NoNpm, packages
from tests.checkout_pages.visitor import CARD, DECLINED, PASSWORD, Shop, Visitor, pay_button, payment_frame

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DARK = {"color_scheme": "dark"}
MEMBERS_PAGES = {
    "/products": "Products",
    "/cart": "Your cart",
    "/checkout": "Checkout",
    "/checkout/plain": "Checkout",
    "/orders": "Your orders",
    "/checkout/success": "Payment not found",
    "/nowhere": "Page not found",
}
VISITORS_PAGES = {"/login": "Sign in", "/register": "Create an account"}
PAGES = {**MEMBERS_PAGES, **VISITORS_PAGES}
# https://www.deque.com/axe/core-documentation/api-documentation/#options-parameter
AXE = "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})).violations"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, as the pages' own lock pins it."""
    try:
        return (packages() / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    except NoNpm as reason:
        message = f"axe-core cannot be had: {reason}"
        if os.environ.get("REQUIRE_NODE") == "1":
            pytest.fail(message)
        pytest.skip(message)


def settled(visitor: Visitor, path: str) -> Page:
    """The page of this address, complete."""
    page = visitor.open(path).page
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(page.locator(".waiting")).to_have_count(0)
    if path.startswith("/checkout") and path != "/checkout/success":
        expect(pay_button(page)).to_be_enabled()
    return page


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds, with the elements."""
    page.evaluate(axe)
    path = urlsplit(page.url).path
    return [f"{path}: {found['id']}: {node['html'][:200]}" for found in page.evaluate(AXE) for node in found["nodes"]]


@pytest.mark.parametrize("context", [{}, DARK], ids=["light", "dark"], indirect=True)
def test_a_machine_finds_nothing(buyer: Visitor, axe: str) -> None:
    """Contrast, names, landmarks, headings of every page, and of an error."""
    found = [line for path in MEMBERS_PAGES for line in violations(settled(buyer, path), axe)]
    settled(buyer, "/checkout")
    buyer.pay(DECLINED)
    expect(buyer.alert).to_be_visible()
    found += violations(buyer.page, axe)
    buyer.pay(CARD)
    buyer.paid()
    found += violations(buyer.page, axe)
    buyer.page.get_by_role("button", name="Sign out").click()
    found += [line for path in VISITORS_PAGES for line in violations(settled(buyer, path), axe)]
    assert found == []


def test_the_machine_would_find_something(visitor: Visitor, axe: str) -> None:
    """A label taken away is seen."""
    page = settled(visitor, "/login")
    page.evaluate("document.querySelector('label').remove()")
    assert any(line.startswith("/login: label:") for line in violations(page, axe))


def test_the_keyboard_alone(visitor: Visitor, shop: Shop) -> None:
    """From the login to a paid order without a mouse; each new page has the focus on its heading."""
    member, product = shop.member(), shop.product()
    shop.add(member, product)
    page, keys = visitor.open("/login?next=%2Fcart").page, visitor.page.keyboard
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    keys.press("Tab")
    keys.type(member["email"])
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    visitor.at("/cart")
    expect(heading).to_be_focused()
    tab_to(page, "Proceed to Checkout")
    keys.press("Enter")
    expect(pay_button(page)).to_be_enabled()
    expect(heading).to_be_focused()
    type_card(page, "4000002760003184")
    tab_to(page, "Pay Now")
    keys.press("Enter")
    expect(visitor.bank.locator(COMPLETE)).to_be_visible()
    visitor.bank.locator(COMPLETE).press("Enter")
    visitor.paid()
    expect(heading).to_be_focused()


def test_past_the_navigation(buyer: Visitor) -> None:
    """The first stop leads to the content."""
    page = settled(buyer, "/products")
    skip = page.get_by_role("link", name="Skip to content")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("context", [PHONE], ids=["phone"], indirect=True)
def test_a_phone(buyer: Visitor) -> None:
    """360 pixels: nothing beyond the edge, everything to press is big enough, and paying works."""
    for path in MEMBERS_PAGES:
        page = settled(buyer, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        for button in page.locator("button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 24, f"{path}: {button.text_content()}"  # WCAG 2.2, 2.5.8
            assert box["x"] + box["width"] <= 360, f"{path}: {button.text_content()}"
    settled(buyer, "/checkout")
    buyer.pay()
    buyer.paid()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button of this name has the focus."""
    button = page.get_by_role("button", name=name)
    for _ in range(25):
        if button.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name!r}")


def type_card(page: Page, number: str) -> None:
    """Tab into the frame, and type; a complete field goes on to the next by itself."""
    field = payment_frame(page).locator("[name=number]")
    for _ in range(25):
        if field.evaluate("(one) => one === document.activeElement && document.hasFocus()"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type(f"{number}1234123")
    expect(payment_frame(page).locator("[name=cvc]")).to_have_value("123")
