"""Each way to pay, at the emulator: a card that pays, one that is declined, a bank that asks; what Stripe has then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from harness.checkouts import NotOffered, Payment, Refused
from harness.core.cards import card
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.shopper.styles import Till, hosted_page, style_of
from harness.stripe.resolver import Resolver
from tests.harness.shopper.styles.conftest import BACK, ITEM, Begin, Server

VISA, DECLINED, CHALLENGED, UNLESS_SET_UP = (
    "4242424242424242",
    "4000000000009995",
    "4000000000003220",
    "4000002500003155",
)


def an_intent(server: Server) -> Payment:
    """Confirmed in the page."""
    return server.intent()


def a_hosted_page(server: Server) -> Payment:
    """Stripe's own page, by the host that real Stripe has."""
    made = server.session()
    path = made.url.partition("/c/pay/")[2]
    return Payment(made.id, 500, "usd", url=f"https://checkout.stripe.com/c/pay/{path}")


def checkout_elements(server: Server) -> Payment:
    """A session that the shop's page confirms."""
    made = server.session(ui_mode="elements", return_url=BACK)
    return Payment(made.id, 500, "usd", made.client_secret)


def embedded(server: Server) -> Payment:
    """Stripe's page inside the shop's."""
    made = server.session(ui_mode="embedded_page", return_url=f"{BACK}?session={{CHECKOUT_SESSION_ID}}")
    return Payment(made.id, 500, "usd", made.client_secret)


def a_payment_link(server: Server) -> Payment:
    """An address that opens a new session for everybody."""
    product = server.stripe.products.create({"name": "Tea"})
    price = server.stripe.prices.create({"unit_amount": 500, "currency": "usd", "product": product.id})
    link = server.stripe.payment_links.create({"line_items": [{"price": price.id, "quantity": 1}]})
    return Payment("order-7", 500, "usd", url=link.url)


def a_link_at_home(server: Server) -> Payment:
    """The same by the host that real Stripe has, with the shop's own reference behind it."""
    link = a_payment_link(server)
    code = link.url.rpartition("/")[2]
    return Payment("order-7", 500, "usd", url=f"https://buy.stripe.com/{code}?client_reference_id=order-7")


def at_the_server(server: Server) -> Payment:
    """Confirmed by the shop, with a PaymentMethod of the page's."""
    return Payment(server.intent().id, 500, "usd")


STYLES: dict[str, tuple[str, Begin, str, str]] = {
    "an intent": ("payment_intent", an_intent, "succeeded", "requires_payment_method"),
    "a hosted page": ("hosted_page", a_hosted_page, "complete", "open"),
    "checkout elements": ("checkout_elements", checkout_elements, "complete", "open"),
    "embedded": ("checkout_elements", embedded, "complete", "open"),
    "a payment link": ("hosted_page", a_payment_link, "complete", "open"),
    "a link at home": ("hosted_page", a_link_at_home, "complete", "open"),
    "at the server": ("at_server", at_the_server, "succeeded", "requires_payment_method"),
}
EVERY = pytest.mark.parametrize("name", STYLES)


def pays(server: Server, till: Till, name: str, number: str, three_ds: str = "succeed") -> tuple[Any, Any, Payment]:
    """The attempt with this card, the style and the payment."""
    expected, begin, _, _ = STYLES[name]
    payment = begin(server)
    style = style_of(payment, at_server=name == "at the server")
    assert style.name == expected
    return style.pay(till, payment, card(number), three_ds), style, payment


def taken(server: Server) -> list[tuple[str, int]]:
    """Every intent of the account, with what Stripe received."""
    return [(one["status"], one["amount_received"]) for one in server.view.recent("payment_intents")]


@EVERY
def test_a_card_that_pays(server: Server, till: Till, name: str) -> None:
    attempt, _, _ = pays(server, till, name, VISA)
    assert (attempt.status, attempt.error, attempt.declined) == (STYLES[name][2], {}, False)
    assert taken(server) == [("succeeded", 500)]


@EVERY
def test_a_card_that_is_declined(server: Server, till: Till, name: str) -> None:
    attempt, _, _ = pays(server, till, name, DECLINED)
    assert (attempt.status, attempt.declined) == (STYLES[name][3], True)
    assert "insufficient funds" in attempt.error["message"]
    assert attempt.exchange is not None
    assert {received for _, received in taken(server)} == {0}


@EVERY
@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_a_bank_that_asks(server: Server, till: Till, name: str, outcome: str) -> None:
    attempt, _, _ = pays(server, till, name, CHALLENGED, outcome)
    passed = outcome == "succeed"
    assert attempt.status == STYLES[name][2 if passed else 3]
    assert attempt.declined != passed
    if not passed:
        assert attempt.error["code"] == "payment_intent_authentication_failure"
    assert sum(received for _, received in taken(server)) == (500 if passed else 0)


@EVERY
def test_a_bank_that_nobody_answers_and_then_somebody_does(server: Server, till: Till, name: str) -> None:
    attempt, style, payment = pays(server, till, name, CHALLENGED, "abandon")
    assert (attempt.declined, taken(server)) == (False, [("requires_action", 0)])
    answered = style.authenticate(till, payment, attempt, "succeed")
    assert (answered.status, taken(server)) == (STYLES[name][2], [("succeeded", 500)])


def test_a_link_keeps_the_reference_of_its_address(server: Server, till: Till) -> None:
    """Else nobody would find the money of a shop that tells its own id."""
    _, _, payment = pays(server, till, "a link at home", VISA)
    [session] = server.view.recent("checkout/sessions")
    assert session["client_reference_id"] == payment.id
    assert Resolver(server.view).intent_ids(payment.id) == [session["payment_intent"]]


def a_setup(server: Server) -> Payment:
    """A card that the page saves."""
    made = server.stripe.setup_intents.create({"usage": "off_session"})
    return Payment(made.id, client_secret=made.client_secret)


@pytest.mark.parametrize("number", [VISA, UNLESS_SET_UP])
@pytest.mark.parametrize("at_server", [False, True])
def test_a_card_is_saved(server: Server, till: Till, number: str, at_server: bool) -> None:
    payment = a_setup(server)
    style = style_of(payment, at_server=at_server)
    attempt = style.pay(till, payment, card(number), "succeed")
    assert (style.name, attempt.status, attempt.error, taken(server)) == ("setup_intent", "succeeded", {}, [])


def test_a_card_that_is_not_saved(server: Server, till: Till) -> None:
    """Declined, the bank's challenge failed, left alone and answered after all; and nothing is about a payment."""
    payment = a_setup(server)
    style = style_of(payment, at_server=False)
    declined = style.pay(till, payment, card(DECLINED), "succeed")
    assert (declined.status, declined.error["decline_code"]) == ("requires_payment_method", "insufficient_funds")
    failed = style.pay(till, payment, card(UNLESS_SET_UP), "fail")
    assert (failed.status, failed.error["code"]) == ("requires_payment_method", "setup_intent_authentication_failure")
    left = style.pay(till, payment, card(UNLESS_SET_UP), "abandon")
    assert (left.status, left.declined) == ("requires_action", False)
    assert style.authenticate(till, payment, left, "succeed").status == "succeeded"
    asked = server.history.of(kind="invoke")
    assert {event.operation for event in asked} == {"confirm_setup", "challenge"}
    assert not [event for event in asked if "payment_intent_id" in event.data]


def test_a_session_in_mode_setup_saves_a_card(server: Server, till: Till) -> None:
    fields = {"mode": "setup", "currency": "usd", "success_url": BACK, "customer_creation": "always"}
    made = server.stripe.checkout.sessions.create(fields)
    payment = Payment(made.id, url=made.url)
    attempt = style_of(payment, at_server=False).pay(till, payment, card(VISA), "succeed")
    assert (attempt.status, taken(server)) == ("complete", [])


def test_a_page_that_expires_while_somebody_fills_it_in(
    server: Server, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page leads back to itself then, and says so: nothing was paid."""
    payment, fill_in = a_hosted_page(server), hosted_page._form

    def slowly(*given: Any) -> dict[str, str]:
        server.stripe.checkout.sessions.expire(payment.id)
        return fill_in(*given)

    monkeypatch.setattr(hosted_page, "_form", slowly)
    attempt = hosted_page.pay(till, payment, card(VISA), "succeed")
    assert (attempt.status, attempt.error["type"]) == ("expired", "invalid_request_error")
    assert taken(server) == []


@pytest.mark.parametrize("name", [name for name in STYLES if "link" not in name])  # those open another session
def test_another_card_pays_after_a_decline(server: Server, till: Till, name: str) -> None:
    _, style, payment = pays(server, till, name, DECLINED)
    assert style.pay(till, payment, card(VISA), "succeed").status == STYLES[name][2]
    assert ("succeeded", 500) in taken(server)


def test_the_history_tells_each_step_and_no_card(server: Server, till: Till) -> None:
    pays(server, till, "a hosted page", CHALLENGED)
    pays(server, till, "at the server", VISA)
    asked = [event.operation for event in server.history.of(kind="invoke")]
    assert asked == ["hosted_page", "hosted_page", "challenge", "hosted_page", "create_payment_method"]
    assert all(number not in server.history.to_jsonl() for number in (VISA, CHALLENGED))


def test_a_session_that_has_expired_is_told(server: Server, till: Till) -> None:
    payment = a_hosted_page(server)
    server.stripe.checkout.sessions.expire(payment.id)
    attempt = style_of(payment, at_server=False).pay(till, payment, card(VISA), "succeed")
    assert (attempt.status, attempt.declined, taken(server)) == ("expired", True, [])


def test_a_page_that_wants_more_than_is_filled_in_is_told(server: Server, till: Till) -> None:
    fields = [{"key": "size", "type": "text", "label": {"type": "custom", "custom": "Size"}}]
    made = server.session(custom_fields=fields)
    payment = Payment(made.id, url=made.url)
    with pytest.raises(Failure, match="wants more than this harness fills in"):
        style_of(payment, at_server=False).pay(till, payment, card(VISA), "succeed")


def test_a_payment_method_is_nothing_to_type(server: Server, till: Till) -> None:
    payment = a_hosted_page(server)
    with pytest.raises(ValueError, match="expected a card to type"):
        style_of(payment, at_server=False).pay(till, payment, "pm_card_visa", "succeed")


@pytest.mark.parametrize("name", ["an intent", "at the server"])
def test_a_payment_method_pays_where_no_form_is_filled_in(server: Server, till: Till, name: str) -> None:
    payment = STYLES[name][1](server)
    style = style_of(payment, at_server=name == "at the server")
    assert style.pay(till, payment, "pm_card_visa", "succeed").status == "succeeded"


def test_a_challenge_of_stripes_page_that_nobody_met_cannot_be_answered(server: Server, till: Till) -> None:
    payment = a_hosted_page(server)
    with pytest.raises(NotOffered):
        style_of(payment, at_server=False).authenticate(till, payment, None, "succeed")


def test_a_payment_that_leads_nowhere_is_told() -> None:
    with pytest.raises(Failure, match="nobody can pay"):
        style_of(Payment("order-7"), at_server=False)
    assert style_of(Payment("order-7"), at_server=True).name == "at_server"


def test_several_units_are_paid_at_once(server: Server, till: Till) -> None:
    made = server.session(line_items=[{**ITEM, "quantity": 3}])
    payment = Payment(made.id, url=made.url)
    assert style_of(payment, at_server=False).pay(till, payment, card(VISA), "succeed").status == "complete"
    assert taken(server) == [("succeeded", 1500)]


def test_a_shop_that_is_out_of_service_has_declined_nothing(server: Server, till: Till) -> None:
    """The error that Stripe has then is of the card before."""
    payment = at_the_server(server)
    style = style_of(payment, at_server=True)
    assert style.pay(till, payment, card(DECLINED), "succeed").error["code"] == "card_declined"
    down = replace(till, confirm=Mock(side_effect=Refused("confirm", "Ada", unavailable())))
    with pytest.raises(Refused):
        style.pay(down, payment, card(VISA), "succeed")


def unavailable() -> Exchange:
    """The answer of a shop that cannot reach Stripe."""
    return Exchange("POST", "http://shop/confirm", {}, "", 503, {}, "{}", 0.0)
