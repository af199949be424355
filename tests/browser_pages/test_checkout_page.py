"""The hosted checkout page as a shopper sees it: paying, declines, a challenge, codes, a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser_pages.conftest import ASKED, PHONE, WAIT_MS
from tests.stripe_emulator.checkout.checkout_shop import CANCEL, freeze, open_session, price, session_of
from tests.stripe_emulator.checkout.hosted_form import fill, pay
from tests.stripe_emulator.checkout.test_checkout_amounts import coupon, shipping
from tests.stripe_emulator.client import JSON, Account, ok

# With JavaScript and without.
both_ways = pytest.mark.parametrize("context", [True, False], ids=["script", "no script"], indirect=True)
ANY = re.compile(r"\S")
STEP_MS = 20
DONE = "https://shop.example/done?session_id="


def arrive(page: Page, session: JSON) -> None:
    """Wait until the shop's success page is asked for."""
    url = f"{DONE}{session['id']}"
    for _ in range(WAIT_MS // STEP_MS):
        if url in ASKED[page]:
            return
        page.wait_for_timeout(STEP_MS)
    raise AssertionError(f"waited {WAIT_MS} ms for {url}, got {ASKED[page][-3:]}")


@both_ways
def test_paying(page: Page, account: Account) -> None:
    """Fill in, press, and be at the shop."""
    session = open_session(account)
    page.goto(session["url"])
    fill(page)
    pay(page)
    arrive(page, session)
    assert session_of(account, session["id"])["payment_status"] == "paid"


@both_ways
def test_a_decline_and_another_card(page: Page, account: Account) -> None:
    """The reason is told as an alert; the next card pays."""
    session = open_session(account)
    page.goto(session["url"])
    fill(page, "4000000000000002")
    pay(page)
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    fill(page)
    pay(page)
    arrive(page, session)


@pytest.mark.parametrize(("button", "works"), [("Complete", True), ("Fail", False)])
def test_a_challenge(page: Page, account: Account, button: str, works: bool) -> None:
    """To the bank's page and back."""
    session = open_session(account)
    page.goto(session["url"])
    fill(page, "4000000000003220")
    pay(page)
    page.get_by_role("button", name=button).click()
    if works:
        arrive(page, session)
    else:
        expect(page.get_by_role("alert")).to_contain_text("We are unable to authenticate your payment method.")
        fill(page)
        pay(page)
        arrive(page, session)


@both_ways
def test_a_promotion_code(page: Page, account: Account) -> None:
    """Refused, then applied: the total changes before the shopper's eyes."""
    promotion = {"type": "coupon", "coupon": coupon(account, percent_off=20)}
    ok(account.post("/v1/promotion_codes", {"promotion": promotion, "code": "SUMMER20"}))
    session = open_session(account, allow_promotion_codes=True)
    page.goto(session["url"])
    page.get_by_label("Promotion code").fill("WINTER")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#promotionCode-error")).to_have_text("This code is invalid.")
    page.get_by_label("Promotion code").fill("SUMMER20")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_test_id("total")).to_contain_text("$12.00")
    fill(page)
    pay(page)
    arrive(page, session)
    assert session_of(account, session["id"])["amount_total"] == 1200


@both_ways
def test_the_rate_of_shipping(page: Page, account: Account) -> None:
    """The second one, paid for."""
    session = open_session(account, shipping_options=[shipping("Ground", 500), shipping("Air", 1500)])
    page.goto(session["url"])
    page.get_by_label("Air, $15.00").check()
    fill(page)
    pay(page)
    arrive(page, session)
    assert session_of(account, session["id"])["amount_total"] == 3000


def test_what_is_missing_is_told_beside_its_field(page: Page, account: Account) -> None:
    """The field points to its message."""
    session = open_session(account)
    page.goto(session["url"])
    pay(page)
    email = page.locator("#email")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Required")


def test_every_field_has_a_label(page: Page, account: Account) -> None:
    """Whatever a session asks for."""
    session = open_session(
        account,
        allow_promotion_codes=True,
        phone_number_collection={"enabled": True},
        shipping_address_collection={"allowed_countries": ["US"]},
        billing_address_collection="required",
        shipping_options=[shipping("Ground", 500)],
        consent_collection={"terms_of_service": "required", "promotions": "auto"},
        line_items=[{"price": price(account), "quantity": 2, "adjustable_quantity": {"enabled": True}}],
        custom_fields=[{"key": "note", "label": {"type": "custom", "custom": "Note"}, "type": "text"}],
    )
    page.goto(session["url"])
    fields = page.locator("input:visible, select:visible")
    assert fields.count() > 15
    for number in range(fields.count()):
        expect(fields.nth(number)).to_have_accessible_name(ANY)


def test_enter_pays_and_applies(page: Page, account: Account) -> None:
    """In the box of promotion codes it applies the code, anywhere else it pays."""
    promotion = {"type": "coupon", "coupon": coupon(account, percent_off=20)}
    ok(account.post("/v1/promotion_codes", {"promotion": promotion, "code": "SUMMER20"}))
    session = open_session(account, allow_promotion_codes=True)
    page.goto(session["url"])
    fill(page)
    page.get_by_label("Promotion code").fill("SUMMER20")
    page.get_by_label("Promotion code").press("Enter")
    expect(page.get_by_test_id("total")).to_contain_text("$12.00")
    page.locator("#cardCvc").press("Enter")
    arrive(page, session)


def test_a_quantity(page: Page, account: Account) -> None:
    """The total follows what is typed."""
    item = {"price": price(account), "quantity": 1, "adjustable_quantity": {"enabled": True}}
    page.goto(open_session(account, line_items=[item])["url"])
    quantity = page.get_by_label("Quantity of Linen shirt")
    quantity.fill("3")
    quantity.blur()
    expect(page.get_by_test_id("total")).to_contain_text("$45.00")


def test_a_bank_account(page: Page, account: Account) -> None:
    """Only the fields of the chosen payment method are there."""
    items = [{"price": price(account, 1500, "eur"), "quantity": 1}]
    session = open_session(account, line_items=items, payment_method_types=["card", "sepa_debit"])
    freeze(account)
    page.goto(session["url"])
    expect(page.get_by_label("IBAN")).to_be_hidden()
    page.get_by_label("SEPA Direct Debit").check()
    expect(page.get_by_label("Card number")).to_be_hidden()
    page.locator("#email").fill("jenny@example.com")
    page.get_by_label("IBAN").fill("AT61 1904 3002 3457 3201")
    page.locator("#billingName").fill("Jenny Rosen")
    pay(page)
    arrive(page, session)
    assert session_of(account, session["id"])["payment_status"] == "unpaid"


def test_the_way_back(page: Page, account: Account) -> None:
    """The cancel link."""
    session = open_session(account, cancel_url=CANCEL)
    page.goto(session["url"])
    page.get_by_role("link", name="Back to Test shop").click()
    page.wait_for_url(CANCEL)


def test_on_a_phone(page: Page, account: Account) -> None:
    """One column, nothing beyond the screen."""
    session = open_session(account, shipping_options=[shipping("Ground", 500), shipping("Air", 1500)])
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(session["url"])
    for element in page.locator("main, section, input:visible, button:visible").all():
        box = element.bounding_box()
        assert box is None or box["x"] + box["width"] <= PHONE["width"] + 1, box
    fill(page)
    pay(page)
    arrive(page, session)
