"""Payment methods other than cards on the shop's own page: debits, redirects, in Elements and in the embedded page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.stripe_emulator.checkout import hosted_form
from tests.stripe_emulator.checkout.checkout_shop import price, session_of
from tests.stripe_emulator.client import JSON
from tests.stripe_js.checkout import test_embedded as embedded
from tests.stripe_js.checkout.kit import EMAIL, begin, elements_session, now, paid
from tests.stripe_js.shop import COMPLETE, FAIL, Shop
from tests.stripe_js.test_method_choice import IBAN, choose, fill, tabs

OUTCOMES = pytest.mark.parametrize(("button", "status"), [(COMPLETE, "paid"), (FAIL, "unpaid")], ids=["paid", "failed"])


def euro(shop: Shop, **params: Any) -> JSON:
    """A session in euro that takes several payment methods."""
    line = {"price": price(shop.account, 1500, "eur"), "quantity": 1}
    return elements_session(shop, line_items=[line], payment_method_types=["card", "ideal", "sepa_debit"], **params)


def test_a_debit(shop: Shop) -> None:
    """SEPA: the session is complete and unpaid, as the debit takes its time."""
    session = euro(shop)
    assert begin(shop, session)["total"] == "€15.00"
    expect(tabs(shop)).to_have_text(["Card", "iDEAL", "SEPA Direct Debit"])
    choose(shop, "sepa_debit")
    fill(shop, iban=IBAN, name="Jenny Rosen", email=EMAIL)
    done = shop.run("(email) => actions.confirm({email, redirect: 'if_required'})", EMAIL)
    assert done["session"]["status"]["type"] == "complete"
    assert session_of(shop.account, session["id"])["customer_details"]["name"] == "Jenny Rosen"


@OUTCOMES
def test_a_redirect(shop: Shop, button: str, status: str) -> None:
    """iDEAL: the whole page goes to the bank and from there to the shop, paid or not; an open session can go on."""
    session = euro(shop)
    begin(shop, session)
    choose(shop, "ideal")
    shop.start("actions.confirm({email: given, redirect: 'if_required'})", EMAIL)
    shop.page.locator(button).click()
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == status
    if status == "unpaid":
        begin(shop, session)
        assert now(shop)["lastPaymentError"] is not None
        shop.fill()
        assert shop.run("(email) => actions.confirm({email, redirect: 'if_required'})", EMAIL)["type"] == "success"


@OUTCOMES
def test_a_redirect_of_the_embedded_page(shop: Shop, button: str, status: str) -> None:
    """The shop's page leaves for the bank, and the shopper returns to the return_url also where nothing else does."""
    session = euro(shop, ui_mode="embedded_page", redirect_on_completion="if_required")
    page = embedded.begin(shop, session)
    page.locator("#email").fill(EMAIL)
    page.locator("#method-ideal").check()
    page.locator("#billingName").fill("Jenny Rosen")
    hosted_form.pay(page)
    shop.page.locator(button).click()
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == status
