"""The hosted page's payment methods beside cards, by plain form posts."""

from __future__ import annotations

import httpx
import pytest

from tests.stripe_emulator.checkout.checkout_shop import (
    SHOPPER,
    advance,
    freeze,
    monthly,
    open_session,
    press,
    price,
    session_of,
    text_of,
    try_open,
)
from tests.stripe_emulator.client import JSON, Account, error_of, ok

IBAN, IBAN_FAILS = "DE89 3704 0044 0532 0130 00", "DE62370400440532013001"
ACCOUNT, ROUTING = "000123456789", "110000000"
REDIRECTING = {"affirm": "usd", "afterpay_clearpay": "usd", "bancontact": "eur", "eps": "eur", "ideal": "eur",
               "klarna": "eur", "p24": "eur"}  # fmt: skip
SUCCEEDED, FAILED = "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"
MANUAL = {"bank": "manual", "accountNumber": ACCOUNT, "routingNumber": ROUTING}
NO_CARD = {"cardNumber": "", "cardExpiry": "", "cardCvc": ""}


def taking(account: Account, *types: str, currency: str = "eur", **params: object) -> JSON:
    """A session of 15.00 that takes these payment methods."""
    items = [{"price": price(account, 1500, currency), "quantity": 1}]
    return open_session(account, **{"line_items": items, "payment_method_types": list(types), **params})


def pay(account: Account, session: JSON, **typed: str) -> httpx.Response:
    """Fill in everything but a card, and pay."""
    return press(account, session, **{**NO_CARD, **typed})


def endings(account: Account) -> list[str]:
    """The events of sessions so far."""
    return [event["type"] for event in account.events() if event["type"].startswith("checkout.session.")]


def test_only_what_the_session_takes(account: Account) -> None:
    """Choices where there are several, no card fields where no card is taken."""
    page = account.http.get(taking(account, "ideal", "klarna", "sepa_debit")["url"])
    words = text_of(page)
    assert [name in words for name in ("iDEAL", "Klarna", "SEPA Direct Debit", "IBAN", "Card number")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert "id='method-ideal' value='ideal' checked" in page.text
    alone = account.http.get(taking(account, "us_bank_account", currency="usd")["url"]).text
    assert "name='method'" not in alone
    assert 'name="routingNumber"' in alone
    assert "cardNumber" not in alone.partition("<form")[2].partition("</form>")[0]


@pytest.mark.parametrize(("outcome", "status"), [("succeed", "complete"), ("fail", "open")])
@pytest.mark.parametrize("type", REDIRECTING)
def test_a_redirect(account: Account, type: str, outcome: str, status: str) -> None:
    """To the method's page and back: on to the shop, or the refusal, and it may be tried again."""
    session = taking(account, type, currency=REDIRECTING[type])
    away = pay(account, session)
    assert away.status_code == 303, text_of(away)[:400]
    assert "/three_d_secure/" in away.headers["location"]
    back = account.http.post(away.headers["location"], data={"outcome": outcome})
    assert back.headers["location"].startswith(f"{session['url']}/return?")
    landed = account.http.get(back.headers["location"])
    done = session_of(account, session["id"])
    assert done["status"] == status
    if outcome == "succeed":
        assert (landed.status_code, done["payment_status"]) == (303, "paid")
        assert endings(account) == ["checkout.session.completed"]
    else:
        assert "unable to authenticate" in text_of(landed)
        assert pay(account, session).status_code == 303


@pytest.mark.parametrize(("typed", "event", "status"), [
    ({"iban": IBAN}, SUCCEEDED, "paid"), ({"iban": IBAN_FAILS}, FAILED, "unpaid"),
    ({"bank": "success"}, SUCCEEDED, "paid"), ({"bank": "insufficientFunds"}, FAILED, "unpaid"),
])  # fmt: skip
def test_a_debit(account: Account, typed: dict[str, str], event: str, status: str) -> None:
    """Complete and unpaid at once; the bank's answer comes later (fact 116)."""
    type, currency = ("sepa_debit", "eur") if "iban" in typed else ("us_bank_account", "usd")
    session = taking(account, type, currency=currency)
    freeze(account)
    assert pay(account, session, **typed).headers["location"].startswith("https://shop.example/done")
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    assert account.retrieve(done["payment_intent"])["status"] == "processing"
    advance(account, 600)
    assert session_of(account, session["id"])["payment_status"] == status
    assert endings(account) == ["checkout.session.completed", event]


@pytest.mark.parametrize(("amounts", "event"), [([32, 45], SUCCEEDED), ([10, 11], FAILED)])
def test_microdeposits(account: Account, amounts: list[int], event: str) -> None:
    """Typed numbers: complete and unpaid, and debited once the shopper has told the two amounts."""
    session = taking(account, "us_bank_account", currency="usd")
    assert pay(account, session, **MANUAL).headers["location"].startswith("https://shop.example/done")
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    intent = account.retrieve(done["payment_intent"])
    assert intent["next_action"]["type"] == "verify_with_microdeposits"
    account.post(f"/v1/payment_intents/{intent['id']}/verify_microdeposits", {"amounts": amounts})
    advance(account, 600)
    assert endings(account) == ["checkout.session.completed", event]


@pytest.mark.parametrize(("type", "typed", "field", "words"), [
    ("sepa_debit", {}, "iban", "Required"),
    ("sepa_debit", {"iban": "DE00 1234"}, "iban", "The IBAN you provided is invalid."),
    ("us_bank_account", {}, "bank", "Required"),
    ("us_bank_account", {**MANUAL, "accountNumber": ""}, "accountNumber", "Required"),
    ("us_bank_account", {**MANUAL, "accountNumber": "1"}, "accountNumber", "Invalid account number"),
    ("us_bank_account", {**MANUAL, "routingNumber": "123456789"}, "routingNumber", "Invalid routing number"),
    ("ideal", {"billingName": ""}, "billingName", "Required"),
])  # fmt: skip
def test_what_is_missing_or_wrong(account: Account, type: str, typed: dict[str, str], field: str, words: str) -> None:
    """Beside the field; nothing is debited."""
    session = taking(account, type, currency="usd" if type == "us_bank_account" else "eur")
    refused = pay(account, session, **typed)
    assert refused.status_code == 400
    assert f'<p class="wrong" id="{field}-error">{words}' in refused.text
    assert session_of(account, session["id"])["payment_intent"] is None


def test_a_method_that_the_session_does_not_take(account: Account) -> None:
    """What a hand-made form names besides is not paid with: the first of the session's is."""
    session = taking(account, "ideal")
    assert "/three_d_secure/" in press(account, session, method="card").headers["location"]


def test_none_that_the_page_has(account: Account) -> None:
    """Said on the page, and when it is sent all the same."""
    session = taking(account, "multibanco")
    assert "none of the payment methods of the session: multibanco" in text_of(account.http.get(session["url"]))
    refused = pay(account, session)
    assert refused.status_code == 400
    assert "none of the payment methods" in text_of(refused).partition("Email")[0]


def test_the_currency_of_a_method(account: Account) -> None:
    """Refused when the session is made, not when the shopper pays."""
    error = error_of(try_open(account, payment_method_types=["card", "ideal"]), 400)
    assert error["param"] == "payment_method_types"
    assert "`ideal` supports eur" in error["message"]


@pytest.mark.parametrize(("type", "typed"), [
    ("sepa_debit", {"iban": IBAN}), ("us_bank_account", {"bank": "success"}), ("us_bank_account", MANUAL),
])  # fmt: skip
def test_saving(account: Account, type: str, typed: dict[str, str]) -> None:
    """A session that saves an account instead of debiting it."""
    currency = "eur" if type == "sepa_debit" else "usd"
    session = open_session(account, mode="setup", currency=currency, payment_method_types=[type])
    assert pay(account, session, **typed).status_code == 303
    done = session_of(account, session["id"], expand=["setup_intent"])
    assert done["status"] == "complete"
    assert done["setup_intent"]["status"] == ("requires_action" if typed is MANUAL else "succeeded")
    assert done["setup_intent"]["mandate"]


def test_subscribing_by_debit(account: Account) -> None:
    """Recurring prices by SEPA."""
    items = [{"price": monthly(account, currency="eur"), "quantity": 1}]
    session = open_session(account, mode="subscription", line_items=items, payment_method_types=["sepa_debit"])
    freeze(account)
    paid = pay(account, session, iban=IBAN)
    assert paid.status_code == 303, text_of(paid)[:200]
    assert session_of(account, session["id"])["payment_status"] == "unpaid"
    advance(account, 600)
    done = session_of(account, session["id"], expand=["subscription"])
    assert (done["status"], done["subscription"]["status"]) == ("complete", "active")
    assert endings(account) == ["checkout.session.completed", SUCCEEDED]


def test_json_for_the_pages_script(account: Account) -> None:
    """Where to go."""
    session = taking(account, "klarna")
    json = {"Accept": "application/json"}
    away = account.http.post(session["url"], data={**SHOPPER, **NO_CARD, "action": "pay"}, headers=json)
    assert "/three_d_secure/" in away.json()["redirect"]
    assert ok(account.get(f"/v1/checkout/sessions/{session['id']}"))["status"] == "open"
