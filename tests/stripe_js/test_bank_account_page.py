"""The page that the dialog of collectBankAccountForPayment shows, by plain HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.stripe_emulator.client import JSON, Account, ok

QUERY = {"name": "Jenny Rosen", "email": "jenny@example.com"}


@pytest.fixture
def intent(account: Account) -> JSON:
    return account.intent(payment_method_types=["card", "us_bank_account"])


def ask(account: Account, intent: JSON, method: str = "GET", **given: str) -> httpx.Response:
    """Show the page, or send its form."""
    query = {**QUERY, "client_secret": intent["client_secret"]}
    path = f"{account.base}/_localstack/stripe/bank_account/{intent['id']}"
    return account.http.request(method, path, params=query, data=given or None)


def test_an_account_of_the_test_institution(account: Account, intent: JSON) -> None:
    """At the intent, with the shopper's name, and not confirmed."""
    assert "Test Institution: Success" in ask(account, intent).text
    assert ask(account, intent, "POST", bank="success").status_code == 200
    after = account.retrieve(intent["id"], expand=["payment_method"])
    assert after["status"] == "requires_confirmation"
    assert after["payment_method"]["billing_details"]["email"] == "jenny@example.com"
    assert after["payment_method"]["us_bank_account"]["financial_connections_account"] == "fca_test_success"


@pytest.mark.parametrize(("given", "words"), [
    ({"bank": "manual"}, "Invalid account number"),
    ({"bank": "manual", "account_number": "000123456789", "routing_number": "1"}, "Invalid routing number"),
])  # fmt: skip
def test_what_is_wrong_is_said(account: Account, intent: JSON, given: dict[str, str], words: str) -> None:
    """The form again, with the choice as it was."""
    refused = ask(account, intent, "POST", **given)
    assert refused.status_code == 400
    assert words in refused.text
    assert 'value="manual" selected' in refused.text
    assert account.retrieve(intent["id"])["payment_method"] is None


def test_walking_away(account: Account, intent: JSON) -> None:
    """Nothing changes."""
    assert ask(account, intent, "POST", outcome="fail").status_code == 200
    assert account.retrieve(intent["id"])["status"] == "requires_payment_method"


def test_an_intent_that_takes_none(account: Account) -> None:
    """Said on the page."""
    assert "is not allowed for this PaymentIntent" in ask(account, account.intent(), "POST", bank="success").text


def test_nonsense(account: Account, intent: JSON) -> None:
    """Another's secret, no intent, an intent that is paid, an account that is none."""
    stranger = {**intent, "client_secret": account.intent()["client_secret"]}
    for method in ("GET", "POST"):
        assert ask(account, stranger, method).status_code == 400
        assert ask(account, {**intent, "id": "pi_none"}, method).status_code == 404
        assert ask(account, account.pay(), method).status_code == 400
    assert ask(account, intent, "POST", bank="gold").status_code == 400
    assert ok(account.get(f"/v1/payment_intents/{intent['id']}"))["payment_method"] is None
