"""Shops of other makings in a browser: whichever way they have chosen, the same words pay, fail and try again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from harness import stack
from harness.checkouts import NotOffered
from harness.config import profile
from harness.core.cards import card
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.core.masking import sightings
from harness.shop.shop import Shop
from harness.shopper.browser import BrowserBuyer
from harness.stack.base.stack import Stack
from tests import browser_stories
from tests.browser_stories import VISA
from tests.harness.browser import small_shop
from tests.harness.browser.small_shop import ELEMENTS, HOSTED, LINK, PRICE, WAYS, SmallPages

ADAPTER = "tests.harness.browser.small_shop:SmallShop"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A small shop before a stack's Stripe."""
    with (
        stack.start("embedded", profile.load(), seed=1, logs=tmp_path_factory.mktemp("stack")) as started,
        small_shop.serving(started) as url,
    ):
        yield replace(started, checkout_url=url, adapter=ADAPTER)


@pytest.fixture
def shop(running: Stack, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop of this test alone."""
    opened = Shop(running, History(), 1, request.node.nodeid)
    yield opened
    opened.close()


@pytest.fixture
def ada(shop: Shop, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> BrowserBuyer:
    """Ada before the pages of one way to pay."""
    monkeypatch.setattr(SmallPages, "way", request.param)
    return shop.browser_shopper()


@pytest.mark.parametrize("ada", WAYS, indirect=True)
def test_paying(shop: Shop, ada: BrowserBuyer) -> None:
    """Every way; what Stripe has in production at its own hosts is the stack's, and the history holds no secret."""
    paid = ada.pay(card(VISA))
    assert ada.is_told_paid
    assert shop.money.received(paid.payment) == {"usd": PRICE}
    assert paid.attempt is not None
    assert paid.attempt.status in ("succeeded", "complete")
    assert [one.id for one in ada.payments] == [paid.payment.id]
    assert sightings(shop.history.to_jsonl()) == []
    assert shop.close_and_judge() == []


@pytest.mark.parametrize("ada", WAYS, indirect=True)
def test_a_decline_and_another_card(shop: Shop, ada: BrowserBuyer) -> None:
    browser_stories.a_decline_and_another_card(shop, ada, PRICE)


@pytest.mark.parametrize("ada", ["card", HOSTED], indirect=True)
def test_the_bank_asks(shop: Shop, ada: BrowserBuyer) -> None:
    """In a dialog over the shop's page, or on a page of its own: failed, left alone, and passed."""
    browser_stories.the_bank_asks(shop, ada, PRICE)


@pytest.mark.parametrize("ada", [LINK], indirect=True)
def test_where_it_is_at_home(ada: BrowserBuyer) -> None:
    """A link of buy.stripe.com opens a page of the stack's Stripe, and nobody on the internet is asked."""
    ada.go("checkout")
    ada.window.see(ada.form(), "the form")
    assert ada.window.traffic.refused == []
    hosts = {line.split()[2].split("/")[2] for line in ada.window.network if "://" in line}
    assert "buy.stripe.com" in hosts
    assert all(host.startswith("127.0.0.1:") or host.endswith(".stripe.com") for host in hosts)
    assert [one.operation for one in ada.window.traffic.recorded] == ["request", "hosted_page", "hosted_page"]


@pytest.mark.parametrize("ada", sorted(ELEMENTS), indirect=True)
def test_a_secret_may_be_in_the_page_that_pays(ada: BrowserBuyer, shop: Shop) -> None:
    """A page with the form holds its client secret: there a payment begins, whatever the address is called."""
    ada.go("checkout")
    ada.window.see(ada.form(), "the form")
    assert [one.operation for one in ada.window.traffic.recorded if one.system == "checkout"] == ["begin"]
    assert [one.id for one in ada.payments] != []
    assert [failure for failure in shop.close_and_judge() if failure.code.startswith("secret_")] == []


@pytest.mark.parametrize("ada", ["payment"], indirect=True)
def test_what_the_pages_do_not_have(ada: BrowserBuyer) -> None:
    assert not ada.shows("come_back")
    with pytest.raises(NotOffered, match=r"pages\.come_back"):
        ada.go("come_back", "pi_1")
    ada.at("the checkout")
    assert ada.money(100, "usd") == ""


@pytest.mark.parametrize("ada", ["payment"], indirect=True)
def test_a_page_object_that_breaks_judges_nobody(ada: BrowserBuyer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of its own is unknown; what the browser does not find is the shop's failure."""
    monkeypatch.setattr(SmallPages, "shop", lambda _, page: page.nothing, raising=False)
    with pytest.raises(Failure, match=r"`pages\.shop` broke") as raised:
        ada.go("shop")
    assert raised.value.code == UNKNOWN
    monkeypatch.setattr(SmallPages, "shop", lambda _, page: page.locator("#nothing").click(timeout=50), raising=False)
    with pytest.raises(Failure, match="`shop` of the page objects could not use the page") as raised:
        ada.go("shop")
    assert raised.value.code == "not_seen"


def test_a_checkout_without_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(shop.adapter), "pages", None)
    with pytest.raises(NotOffered, match="pages"):
        shop.browser_shopper()
