"""The Payment Element where an intent takes more than cards: choosing, filling in, paying."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, Locator, expect

from stripe_emulator.money.bank_accounts import LINKED
from tests.stripe_emulator.checkout.checkout_shop import advance
from tests.stripe_emulator.client import JSON, ok
from tests.stripe_js.shop import COMPLETE, FAIL, Shop

CONFIRM = "stripe.confirmPayment({elements, redirect: 'if_required'})"
IBAN = "DE89370400440532013000"
BACK = "stripe.confirmPayment({elements, confirmParams: {return_url: given}})"
EURO = ("card", "sepa_debit", "ideal", "klarna", "bancontact")
JENNY = {"name": "Jenny Rosen", "email": "jenny@example.com"}
DEFERRED = "(secret) => stripe.confirmPayment({elements, clientSecret: secret, redirect: 'if_required'})"


def choosing(shop: Shop, *types: str, currency: str = "eur", **options: Any) -> JSON:
    """A Payment Element, ready, for a new intent that takes these payment methods."""
    intent = shop.account.intent(amount=2000, currency=currency, payment_method_types=list(types))
    shop.open().with_payment(intent, options)
    return intent


def tabs(shop: Shop) -> Locator:
    return shop.frame().get_by_role("tab")


def choose(shop: Shop, type: str) -> None:
    shop.frame().locator(f"[role=tab][value={type}]").click()


def fill(shop: Shop, **typed: str) -> None:
    """Fields of the chosen payment method."""
    for name, value in typed.items():
        shop.frame().locator(f"[name={name}]").fill(value)


def test_cards_alone_are_not_chosen(shop: Shop) -> None:
    """As ever: no tabs, and the change event says card."""
    choosing(shop, "card")
    expect(shop.frame().locator("[name=number]")).to_be_visible()
    expect(tabs(shop)).to_have_count(0)
    shop.fill()
    assert shop.change("payment", complete=True)["value"] == {"type": "card"}


@pytest.mark.parametrize("layout", ["tabs", "accordion", {"type": "accordion", "defaultCollapsed": False}])
def test_choosing(shop: Shop, layout: Any) -> None:
    """In the intent's order; the change event says what was chosen, and what was typed before is still there."""
    choosing(shop, *EURO, layout=layout)
    expect(tabs(shop)).to_have_text(["Card", "SEPA Direct Debit", "iDEAL", "Klarna", "Bancontact"])
    shop.frame().locator("[name=number]").fill("4242")
    choose(shop, "ideal")
    event = shop.change("payment", complete=True)
    assert event["value"] == {"type": "ideal"}
    expect(shop.frame().locator("[name=number]")).to_have_count(0)
    choose(shop, "sepa_debit")
    assert shop.change("payment", complete=False, empty=True)["value"] == {"type": "sepa_debit"}
    fill(shop, iban=IBAN, **JENNY)
    shop.change("payment", complete=True)
    choose(shop, "card")
    assert shop.value("number") == "4242"


def test_the_shops_own_order(shop: Shop) -> None:
    """paymentMethodOrder; the first is chosen."""
    choosing(shop, *EURO, paymentMethodOrder=["klarna", "card"])
    expect(tabs(shop)).to_have_text(["Klarna", "Card", "SEPA Direct Debit", "iDEAL", "Bancontact"])
    expect(shop.frame().locator("[role=tab][value=klarna]")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize(
    ("iban", "status"), [(IBAN, "succeeded"), ("DE62370400440532013001", "requires_payment_method")]
)
def test_sepa(shop: Shop, iban: str, status: str) -> None:
    """processing at once; nothing of the IBAN reached the shop's page."""
    intent = choosing(shop, "card", "sepa_debit")
    choose(shop, "sepa_debit")
    fill(shop, iban=iban, **JENNY)
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "processing"
    method = shop.account.retrieve(intent["id"], expand=["payment_method"])["payment_method"]
    assert (method["type"], method["sepa_debit"]["last4"]) == ("sepa_debit", iban[-4:])
    assert {name: method["billing_details"][name] for name in JENNY} == JENNY
    assert not [one for one in shop.heard() if iban[4:] in one.replace(" ", "")]
    advance(shop.account, 1)
    assert shop.account.retrieve(intent["id"])["status"] == status


@pytest.mark.parametrize(("typed", "code"), [
    ({}, "incomplete_iban"), ({"iban": IBAN}, "incomplete_name"), ({"iban": IBAN, "name": "J"}, "incomplete_email"),
    ({"iban": "DE89370400440532013001", **JENNY}, "invalid_iban"),
])  # fmt: skip
def test_what_is_missing_or_wrong(shop: Shop, typed: dict[str, str], code: str) -> None:
    """elements.submit() and confirmPayment refuse it, and nothing is sent."""
    choosing(shop, "sepa_debit")
    fill(shop, **typed)
    error = shop.run("elements.submit()")["error"]
    assert (error["type"], error["code"]) == ("validation_error", code)
    expect(shop.frame().get_by_text(error["message"])).to_be_visible()
    assert shop.run(CONFIRM)["error"]["code"] == code
    assert not [one for one in shop.requests if one.url.endswith("/confirm")]


def test_a_us_bank_account(shop: Shop) -> None:
    """An account of the test institution is debited at once, with what the shop says of the shopper."""
    choosing(shop, "us_bank_account", currency="usd", defaultValues={"billingDetails": JENNY})
    expect(shop.frame().locator("[name=accountNumber]")).to_be_hidden()
    choices = shop.frame().locator("[name=bank] option").evaluate_all("all => all.map((one) => one.value)")
    assert choices == [*LINKED, "manual"], "the same names as in the emulator's own pages"
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "us_bank_account"}
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "processing"


@pytest.mark.parametrize("redirect", [False, True])
def test_a_us_bank_account_by_its_numbers(shop: Shop, redirect: bool) -> None:
    """Waits for microdeposits, which is no failure for the return_url either."""
    intent = choosing(shop, "card", "us_bank_account", currency="usd")
    choose(shop, "us_bank_account")
    shop.frame().locator("[name=bank]").select_option("manual")
    fill(shop, **JENNY, routingNumber="110000001", accountNumber="000123456789")
    assert shop.run(CONFIRM)["error"]["code"] == "invalid_routing_number"
    fill(shop, routingNumber="110000000")
    if redirect:
        shop.start(BACK, f"{shop.site}/plain")
        shop.page.wait_for_url("**/plain?payment_intent=*&redirect_status=pending")
    else:
        waits = shop.run(CONFIRM)["paymentIntent"]
        assert waits["next_action"]["type"] == "verify_with_microdeposits"
    verified = shop.account.post(f"/v1/payment_intents/{intent['id']}/verify_microdeposits", {"amounts": [32, 45]})
    assert ok(verified)["status"] == "processing"


@pytest.mark.parametrize(("button", "status"), [(COMPLETE, "succeeded"), (FAIL, "failed")])
@pytest.mark.parametrize("type", ["ideal", "klarna", "bancontact", "eps", "p24"])
def test_a_redirect(shop: Shop, type: str, button: str, status: str) -> None:
    """To the method's page and back to the return_url."""
    intent = choosing(shop, "card", type, defaultValues={"billingDetails": JENNY})
    choose(shop, type)
    shop.start(BACK, f"{shop.site}/plain")
    shop.page.locator(button).click()
    shop.page.wait_for_url("**/plain?payment_intent=*")
    assert parse_qs(urlsplit(shop.page.url).query) == {
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [status],
    }


def test_a_redirect_if_required(shop: Shop) -> None:
    """It is required; without a return_url the API refuses."""
    choosing(shop, "ideal")
    assert shop.run(CONFIRM)["error"]["param"] == "return_url"
    shop.start(
        "stripe.confirmPayment({elements, redirect: 'if_required', confirmParams: {return_url: given}})",
        f"{shop.site}/plain",
    )
    shop.page.locator(COMPLETE).click()
    shop.page.wait_for_url("**/plain?payment_intent=*&redirect_status=succeeded")


def test_without_an_intent(shop: Shop) -> None:
    """Deferred: the group names the payment methods; then the server makes the intent."""
    group = {"mode": "payment", "amount": 2000, "currency": "eur", "paymentMethodTypes": ["card", "sepa_debit"]}
    shop.open().group(group)
    shop.create("payment")
    choose(shop, "sepa_debit")
    fill(shop, iban=IBAN, **JENNY)
    assert shop.run("elements.submit()") == {"selectedPaymentMethod": "sepa_debit"}
    token = shop.run("stripe.createConfirmationToken({elements})")["confirmationToken"]
    assert token["payment_method_preview"]["type"] == "sepa_debit"
    made = shop.run("stripe.createPaymentMethod({elements})")["paymentMethod"]
    assert made["type"] == "sepa_debit"
    intent = shop.account.intent(amount=2000, currency="eur", payment_method_types=["card", "sepa_debit"])
    assert shop.run(DEFERRED, intent["client_secret"])["paymentIntent"]["status"] == "processing"


@pytest.mark.parametrize(("more", "seen"), [
    ({"allowedPaymentMethodTypes": ["ideal", "card"]}, ["iDEAL", "Card"]),
    ({"paymentMethodTypes": ["card", "ideal", "eps"], "excludedPaymentMethodTypes": ["card"]}, ["iDEAL", "EPS"]),
])  # fmt: skip
def test_which_methods_a_deferred_group_has(shop: Shop, more: JSON, seen: list[str]) -> None:
    """By the names of today's type files and the older one."""
    shop.open().group({"mode": "payment", "amount": 2000, "currency": "eur", **more})
    shop.create("payment")
    expect(tabs(shop)).to_have_text(seen)


def test_details_that_the_shop_has_itself(shop: Shop) -> None:
    """`fields`: never; then confirmPayment brings them."""
    intent = choosing(shop, "sepa_debit", fields={"billingDetails": {"name": "never", "email": "never"}})
    fill(shop, iban=IBAN)
    expect(shop.frame().locator("[name=name]")).to_be_hidden()
    shop.run(
        "(billing_details) => stripe.confirmPayment({elements, redirect: 'if_required', "
        "confirmParams: {payment_method_data: {billing_details}}})",
        JENNY,
    )
    method = shop.account.retrieve(intent["id"], expand=["payment_method"])["payment_method"]
    assert method["billing_details"]["email"] == JENNY["email"]


def test_saving(shop: Shop) -> None:
    """confirmSetup with a bank account."""
    intent = ok(shop.account.post("/v1/setup_intents", {"payment_method_types": ["card", "sepa_debit"]}))
    shop.open().with_payment(intent)
    choose(shop, "sepa_debit")
    fill(shop, iban=IBAN, **JENNY)
    done = shop.run("stripe.confirmSetup({elements, redirect: 'if_required'})")["setupIntent"]
    assert done["status"] == "succeeded"


def test_nothing_to_choose_from(shop: Shop) -> None:
    """loaderror, with what there is."""
    shop.open()
    intent = shop.account.intent(amount=2000, currency="eur", payment_method_types=["multibanco"])
    with pytest.raises(Error, match=r"None of the payment methods asked for \(multibanco\) .* card, bancontact"):
        shop.with_payment(intent)


def test_focus(shop: Shop) -> None:
    """The chosen method's first open field, or its tab where it has none; disabled together."""
    choosing(shop, "card", "sepa_debit", "ideal")
    choose(shop, "sepa_debit")
    shop.run("void payment.focus()")
    expect(shop.frame().locator("[name=iban]")).to_be_focused()
    choose(shop, "ideal")
    ideal = shop.frame().locator("[value=ideal]")
    shop.page.locator("#pay").focus()
    expect(ideal).not_to_be_focused()  # the click had given it the focus
    shop.run("void payment.focus()")
    expect(ideal).to_be_focused()
    shop.run("void payment.update({readOnly: true})")
    expect(tabs(shop).first).to_be_disabled()
