"""Rules between an intent and what it names: its customer, its types, its Checkout Session (fact 142)."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.checkout import checkout_shop
from tests.stripe_emulator.client import JSON, Account, error_of, ok

INTENTS, SETUPS = "/v1/payment_intents", "/v1/setup_intents"
NEVER = {"enabled": True, "allow_redirects": "never"}
DEBIT = {
    "payment_method_data": {
        "type": "sepa_debit",
        "sepa_debit": {"iban": "AT611904300234573201"},
        "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
    },
    "mandate_data": {"customer_acceptance": {"type": "offline"}},
}


def customer(account: Account, **params: object) -> str:
    """A new customer."""
    return str(ok(account.post("/v1/customers", params))["id"])


def waiting(account: Account) -> tuple[JSON, str]:
    """An open session whose PaymentIntent waits for its challenge."""
    session = checkout_shop.open_session(account)
    method = checkout_shop.card(account, "tok_threeDSecure2Required")
    shown = ok(checkout_shop.confirm(account, session["id"], payment_method=method))
    intent = shown["payment_intent"]
    return session, str(intent["id"] if isinstance(intent, dict) else intent)


@pytest.mark.parametrize(("path", "given"), [(INTENTS, {"amount": 500, "currency": "usd"}), (SETUPS, {})])
def test_a_customer_stays(account: Account, path: str, given: JSON) -> None:
    """The first may be set later; another one in its place is refused (woocommerce-gateway-stripe#1068)."""
    first, second = customer(account), customer(account)
    intent = ok(account.post(path, given))["id"]
    assert ok(account.post(f"{path}/{intent}", {"customer": first}))["customer"] == first
    assert ok(account.post(f"{path}/{intent}", {"customer": first}))["customer"] == first
    error = error_of(account.post(f"{path}/{intent}", {"customer": second}), 400)
    assert error["code"].endswith("_intent_unexpected_state")
    assert error["message"].startswith("You cannot modify `customer` on a ")
    assert ok(account.get(f"{path}/{intent}"))["customer"] == first


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/confirm"])
def test_a_statement_descriptor_of_cards(account: Account, path: str) -> None:
    """Refused where cards are among the types, since 2024-02-01 (fluentform#384); the suffix is for cards."""
    cards = {"amount": 500, "currency": "eur", "payment_method_types": ["card", "sepa_debit"]}
    described = {"statement_descriptor": "SHOP"}
    if not path:
        error = error_of(account.post(INTENTS, cards | described), 400)
    elif path == "/{id}":
        intent = ok(account.post(INTENTS, cards))["id"]
        error = error_of(account.post(f"{INTENTS}/{intent}", described), 400)
    else:
        intent = ok(account.post(INTENTS, cards))["id"]
        error = error_of(account.post(f"{INTENTS}/{intent}", described), 400)
    assert error["param"] == "statement_descriptor"
    assert error["message"].startswith(
        "The statement_descriptor parameter is not supported for the payment_method_type `card`."
    )
    automatic = {"amount": 500, "currency": "eur", "automatic_payment_methods": {"enabled": True}}
    if path == "/{id}":
        intent = ok(account.post(INTENTS, automatic))["id"]
        again = error_of(account.post(f"{INTENTS}/{intent}", described), 400)
    else:
        again = error_of(account.post(INTENTS, automatic | described), 400)
    assert again["message"] == error["message"]
    suffixed = ok(account.post(INTENTS, cards | {"statement_descriptor_suffix": "SHOP"}))
    assert suffixed["statement_descriptor_suffix"] == "SHOP"
    debit = {"amount": 500, "currency": "eur", "payment_method_types": ["sepa_debit"]}
    assert ok(account.post(INTENTS, debit | described))["statement_descriptor"] == "SHOP"


@pytest.mark.parametrize("path", [INTENTS, SETUPS])
def test_only_the_types_it_lists(account: Account, path: str) -> None:
    """Automatic methods are those that the intent shows, no others."""
    given = {"amount": 1000, "currency": "eur"} if path == INTENTS else {}
    intent = ok(account.post(path, {**given, "automatic_payment_methods": NEVER}))
    assert intent["payment_method_types"] == ["card"]
    error = error_of(account.post(f"{path}/{intent['id']}/confirm", DEBIT), 400)
    assert error["message"].startswith("The PaymentMethod provided (sepa_debit) is not allowed for this ")


@pytest.mark.parametrize(
    ("action", "params"),
    [("/cancel", {}), ("/confirm", {"payment_method": "pm_card_visa"}), ("", {"amount": 900})],
)
def test_the_intent_of_an_open_session(account: Account, action: str, params: JSON) -> None:
    """Only its words may change by API; expiring the session cancels it (stripe/stripe-dotnet#2429)."""
    session, intent = waiting(account)
    error = error_of(account.post(f"{INTENTS}/{intent}{action}", params), 400)
    assert error["message"] == "You cannot perform this action on PaymentIntents created by Checkout."
    assert ok(account.post(f"{INTENTS}/{intent}", {"metadata": {"order": "6735"}}))["metadata"] == {"order": "6735"}
    ok(account.post(f"/v1/checkout/sessions/{session['id']}/expire"))
    assert account.retrieve(intent)["status"] == "canceled"


def test_a_held_payment_of_a_session(account: Account) -> None:
    """Is captured and canceled like any other."""
    session = checkout_shop.open_session(account, payment_intent_data={"capture_method": "manual"})
    intent = checkout_shop.complete(account, session)["payment_intent"]
    assert account.retrieve(intent)["status"] == "requires_capture"
    assert ok(account.post(f"{INTENTS}/{intent}/cancel"))["status"] == "canceled"


def test_defaults_are_the_customer_s_own(account: Account) -> None:
    """A default PaymentMethod, and a default source of a subscription or an invoice, of nobody else."""
    mine, other = customer(account), customer(account, source="tok_visa")
    method = ok(account.post("/v1/payment_methods/pm_card_visa/attach", {"customer": other}))["id"]
    source = ok(account.get(f"/v1/customers/{other}"))["default_source"]
    settings = {"invoice_settings": {"default_payment_method": method}}
    error = error_of(account.post(f"/v1/customers/{mine}", settings), 400)
    assert error["param"] == "invoice_settings[default_payment_method]"
    assert error["message"].startswith(f"The customer does not have a payment method with the ID {method}.")
    ok(account.post(f"/v1/customers/{other}", settings))
    price = checkout_shop.monthly(account)
    for path, params in (("/v1/invoices", {}), ("/v1/subscriptions", {"items": [{"price": price}]})):
        error = error_of(account.post(path, {**params, "customer": mine, "default_source": source}), 400)
        assert (error["code"], error["param"]) == ("resource_missing", "default_source")


def test_the_default_price_of_a_product(account: Account) -> None:
    """Cannot be archived while its product names it (stripe/stripe-python#658)."""
    terms = {"currency": "usd", "unit_amount": 500}
    product = ok(account.post("/v1/products", {"name": "Mug", "default_price_data": terms}))
    price = product["default_price"]
    error = error_of(account.post(f"/v1/prices/{price}", {"active": False}), 400)
    assert error["message"] == "This price cannot be archived because it is the default price of its product."
    ok(account.post(f"/v1/products/{product['id']}", {"default_price": ""}))
    assert ok(account.post(f"/v1/prices/{price}", {"active": False}))["active"] is False


def test_the_rule_of_an_outcome(account: Account) -> None:
    """Null when expanded: no Radar rule decides here; absent otherwise (fact 66)."""
    charge = account.pay()["latest_charge"]
    assert "rule" not in ok(account.get(f"/v1/charges/{charge}"))["outcome"]
    assert ok(account.get(f"/v1/charges/{charge}", {"expand": ["outcome.rule"]}))["outcome"]["rule"] is None
    intent = ok(account.post(INTENTS, {"amount": 500, "currency": "usd", "payment_method": "pm_card_visa",
                                       "payment_method_types": ["card"], "confirm": True,
                                       "expand": ["latest_charge.outcome.rule"]}))  # fmt: skip
    assert intent["latest_charge"]["outcome"]["rule"] is None


def test_a_statement_descriptor_in_checkout(account: Account) -> None:
    """Refused where the session names cards; else it is for the methods that are not cards."""
    described = {"payment_intent_data": {"statement_descriptor": "SHOP"}}
    error = error_of(checkout_shop.try_open(account, payment_method_types=["card"], **described), 400)
    assert error["param"] == "payment_intent_data[statement_descriptor]"
    session = checkout_shop.open_session(account, **described)
    done = checkout_shop.complete(account, session)
    assert account.retrieve(done["payment_intent"])["statement_descriptor"] == "SHOP"


@pytest.mark.parametrize("path", [INTENTS, SETUPS])
@pytest.mark.parametrize("when", ["create", "update", "confirm"])
def test_a_type_that_is_not_asked_for_is_never_attached(account: Account, path: str, when: str) -> None:
    """To an intent with automatic methods, which take cards here."""
    money = {"amount": 500, "currency": "eur"} if path == INTENTS else {}
    terms = {**money, "automatic_payment_methods": NEVER}
    if when == "create":
        error = error_of(account.post(path, {**terms, "payment_method_data": DEBIT["payment_method_data"]}), 400)
    else:
        at = f"{path}/{ok(account.post(path, terms))['id']}"
        sent = DEBIT if when == "confirm" else {"payment_method_data": DEBIT["payment_method_data"]}
        error = error_of(account.post(f"{at}/confirm" if when == "confirm" else at, sent), 400)
    assert error["message"].startswith("The PaymentMethod provided (sepa_debit) is not allowed for this ")
    assert "of the following types: card." in error["message"]


def test_an_excluded_type_is_none_of_those_named(account: Account) -> None:
    terms = {"amount": 500, "currency": "eur", "automatic_payment_methods": NEVER}
    excluded = {"excluded_payment_method_types": ["card"], "payment_method": "pm_card_visa"}
    message = error_of(account.post(INTENTS, {**terms, **excluded}), 400)["message"]
    assert message.startswith("The PaymentMethod provided (card) is not allowed for this PaymentIntent.")
    assert "types: card" not in message
