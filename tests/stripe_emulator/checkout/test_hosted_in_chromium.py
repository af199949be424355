"""The hosted page's payment methods, chosen and filled in by a shopper in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stripe_emulator.checkout.checkout_shop import advance, freeze, session_of
from tests.stripe_emulator.checkout.hosted_form import pay
from tests.stripe_emulator.checkout.test_hosted_methods import FAILED, SUCCEEDED, endings, taking
from tests.stripe_emulator.client import JSON, Account

COMPLETE, FAIL = "#test-source-authorize-3ds", "#test-source-fail-3ds"
DONE = re.compile(r"/done\?session_id=cs_test_")
WAIT_MS = 10_000


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    fresh = browser.new_context(locale="en-US", reduced_motion="reduce")
    fresh.set_default_timeout(WAIT_MS)
    yield fresh
    fresh.close()


def offering(account: Account, *types: str, currency: str = "eur") -> JSON:
    """A session that leads back to loopback: a browser meets nobody else."""
    return taking(
        account, *types, currency=currency, success_url=f"{account.base}/done?session_id={{CHECKOUT_SESSION_ID}}"
    )


def visit(context: BrowserContext, session: JSON) -> Page:
    """The session's page, with the fields that every payment method has filled in."""
    page = context.new_page()
    page.goto(session["url"])
    page.get_by_label("Email").fill("jenny@example.com")
    page.get_by_label("Name", exact=True).fill("Jenny Rosen")
    return page


def test_choosing(account: Account, context: BrowserContext) -> None:
    """Only the fields of what is chosen are seen."""
    page = visit(context, offering(account, "card", "sepa_debit", "ideal"))
    for chosen, seen in (("Card", "Card number"), ("SEPA Direct Debit", "IBAN"), ("iDEAL", None)):
        page.get_by_label(chosen, exact=True).check()
        for label in ("Card number", "IBAN"):
            expect(page.get_by_label(label)).to_be_visible(visible=label == seen)
    expect(page.get_by_text("redirected to iDEAL")).to_be_visible()


@pytest.mark.parametrize("type", ["ideal", "klarna", "bancontact"])
def test_a_redirect(account: Account, context: BrowserContext, type: str) -> None:
    """Refused on the method's page, then authorised there; on to the shop."""
    session = offering(account, "sepa_debit", type)
    page = visit(context, session)
    page.locator(f"#method-{type}").check()
    pay(page)
    page.locator(FAIL).click()
    expect(page.get_by_role("alert")).to_contain_text("unable to authenticate")
    page.get_by_label("Email").fill("jenny@example.com")
    page.get_by_label("Name", exact=True).fill("Jenny Rosen")
    page.locator(f"#method-{type}").check()
    pay(page)
    page.locator(COMPLETE).click()
    page.wait_for_url(DONE)
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "paid")


@pytest.mark.parametrize(("iban", "event"), [("DE89370400440532013000", SUCCEEDED), ("DE62370400440532013001", FAILED)])
def test_sepa(account: Account, context: BrowserContext, iban: str, event: str) -> None:
    """A wrong IBAN is told beside the field; the right one leads to the shop before the bank has answered."""
    session = offering(account, "sepa_debit")
    freeze(account)
    page = visit(context, session)
    page.get_by_label("IBAN").fill("DE00")
    pay(page)
    expect(page.locator("#iban-error")).to_contain_text("invalid")
    page.get_by_label("IBAN").fill(iban)
    pay(page)
    page.wait_for_url(DONE)
    assert session_of(account, session["id"])["payment_status"] == "unpaid"
    advance(account, 600)
    assert endings(account) == ["checkout.session.completed", event]


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_us_bank_account(account: Account, context: BrowserContext, by_hand: bool) -> None:
    """The test institution at once; typed numbers wait for their microdeposits."""
    session = offering(account, "card", "us_bank_account", currency="usd")
    freeze(account)
    page = visit(context, session)
    page.get_by_label("US bank account").check()
    expect(page.get_by_label("Account number")).to_be_hidden()
    if by_hand:
        page.get_by_label("Bank account", exact=True).select_option("Enter bank details manually")
        page.get_by_label("Routing number").fill("110000000")
        page.get_by_label("Account number").fill("000123456789")
    pay(page)
    page.wait_for_url(DONE)
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    wanted = "requires_action" if by_hand else "processing"
    assert account.retrieve(done["payment_intent"])["status"] == wanted
