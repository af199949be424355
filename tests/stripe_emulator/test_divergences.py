"""What is said to be otherwise than at Stripe is still so, and its answers say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from scripts import coverage_table
from stripe_emulator.contract import divergences
from stripe_emulator.contract.divergences import HEADER, Divergence, rows
from stripe_emulator.webhooks.delivery import RETRY_AFTER
from tests.stripe_emulator.client import JSON, Account, card_data, error_of, ok

DAY = 86_400
# By id: shows it, and returns an answer that it touches (None where there is no single one).
Proof = Callable[[Account], httpx.Response | None]
MUG = {"price_data": {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Mug"}}, "quantity": 1}


def any_key_is_an_account(account: Account) -> None:
    """A key that nobody issued answers, a live one does not."""
    ok(account.get("/v1/customers", key="sk_test_nobodyIssuedThis"))
    error_of(account.get("/v1/customers", key="sk_live_x"), 401)


def restricted_keys_may_everything(account: Account) -> httpx.Response:
    """Another customer than by its own right."""
    return account.post("/v1/customers", {}, key=f"rk_test_{account.name}")


def no_connect(account: Account) -> None:
    """403."""
    answer = account.get("/v1/customers", headers={"Stripe-Account": "acct_other"})
    assert error_of(answer, 403)["code"] == "account_invalid"


def no_rate_limit(account: Account) -> None:
    """More than 25 at once."""
    assert {account.get("/v1/customers").status_code for _ in range(40)} == {200}


def webhook_retries(account: Account) -> None:
    """An hour, then two."""
    assert RETRY_AFTER == (3600.0, 7200.0)


def search_finds_at_once(account: Account) -> httpx.Response:
    """What was just written."""
    ok(account.post("/v1/customers", {"email": "a@example.com"}))
    answer = account.get("/v1/customers/search", {"query": "email:'a@example.com'"})
    assert len(ok(answer)["data"]) == 1
    return answer


def events_are_kept(account: Account) -> httpx.Response:
    """After 40 days."""
    ok(account.post("/v1/customers", {}))
    account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": 40 * DAY})
    answer = account.get("/v1/events")
    assert [event["type"] for event in ok(answer)["data"]] == ["customer.created"]
    return answer


def card_numbers_are_taken(account: Account) -> httpx.Response:
    """By any account; a token is as at Stripe."""
    token = account.post("/v1/payment_methods", {"type": "card", "card": {"token": "tok_visa"}})
    assert HEADER not in token.headers
    data = {"payment_method_data": {"type": "card", "card": card_data()}}
    assert account.post("/v1/payment_intents", {"amount": 100, "currency": "usd", **data}).headers[HEADER]
    return account.post("/v1/payment_methods", {"type": "card", "card": card_data()})


def automatic_tax_is_zero(account: Account) -> httpx.Response:
    """A session with automatic taxes."""
    terms = {"mode": "payment", "success_url": "https://shop.example/", "line_items": [MUG]}
    assert HEADER not in account.post("/v1/checkout/sessions", {**terms, "automatic_tax": {"enabled": False}}).headers
    answer = account.post("/v1/checkout/sessions", {**terms, "automatic_tax": {"enabled": True}})
    assert ok(answer)["total_details"]["amount_tax"] == 0
    return answer


def customer_tax_is_not_collected(account: Account) -> httpx.Response:
    """Wherever the customer is."""
    answer = account.post("/v1/customers", {"address": {"country": "DE"}, "expand": ["tax"]})
    assert ok(answer)["tax"]["automatic_tax"] == "not_collecting"
    return answer


def invoices_are_not_mailed(account: Account) -> httpx.Response:
    """It is sent, as the event says, to an address that there is not."""
    customer = ok(account.post("/v1/customers", {"email": "nobody@shop.invalid"}))["id"]
    terms: JSON = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 5}
    invoice = ok(account.post("/v1/invoices", terms))["id"]
    answer = account.post(f"/v1/invoices/{invoice}/send")
    assert len(account.events("invoice.sent")) == 1
    return answer


def quote_pdf_is_plain(account: Account) -> httpx.Response:
    """From its own address."""
    customer = ok(account.post("/v1/customers", {}))["id"]
    price = ok(account.post("/v1/prices", {"currency": "usd", "unit_amount": 5, "product_data": {"name": "Mug"}}))["id"]
    quote = ok(account.post("/v1/quotes", {"customer": customer, "line_items": [{"price": price}]}))["id"]
    ok(account.post(f"/v1/quotes/{quote}/finalize"))
    answer = account.get(f"/v1/quotes/{quote}/pdf")
    assert answer.content.startswith(b"%PDF")
    return answer


def no_source_transactions(account: Account) -> httpx.Response:
    """An empty list."""
    source = ok(account.post("/v1/sources", {"type": "card", "token": "tok_visa"}))["id"]
    answer = account.get(f"/v1/sources/{source}/source_transactions")
    assert ok(answer)["data"] == []
    return answer


PROOFS: dict[str, Proof] = {
    proof.__name__: proof
    for proof in (
        any_key_is_an_account,
        restricted_keys_may_everything,
        no_connect,
        no_rate_limit,
        webhook_retries,
        search_finds_at_once,
        events_are_kept,
        card_numbers_are_taken,
        automatic_tax_is_zero,
        customer_tax_is_not_collected,
        invoices_are_not_mailed,
        quote_pdf_is_plain,
        no_source_transactions,
    )
}


@pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in rows()])
def test_it_is_still_so(account: Account, row: Divergence) -> None:
    """And the header of an answer that shows it names it."""
    answer = PROOFS[row.id](account)
    assert (answer is None) == (row.operation is None)
    if answer is not None:
        assert answer.status_code == 200, answer.text
        assert answer.headers[HEADER].split(", ") == [row.id]


def test_every_row_is_whole() -> None:
    """Its own proof, a page of Stripe's, and since when."""
    assert PROOFS.keys() == {row.id for row in rows()}
    assert len(rows()) == len(PROOFS)
    for row in rows():
        assert row.stripe.endswith(".")
        assert row.emulator.endswith(".")
        assert re.fullmatch(r"https://docs\.stripe\.com/\S+", row.source)
        assert date.fromisoformat(row.since) >= date(2026, 11, 29)


def test_what_is_as_at_stripe_has_no_header(account: Account) -> None:
    """An ordinary request, and one whose first answer is replayed as it was."""
    assert HEADER not in account.post("/v1/customers", {}).headers
    data: JSON = {"type": "card", "card": card_data()}
    for _ in range(2):
        answer = account.post("/v1/payment_methods", data, idempotency_key="k")
        assert answer.headers[HEADER] == "card_numbers_are_taken"


def test_the_readme_has_them() -> None:
    """Else: python -m scripts.coverage_table."""
    text = coverage_table.README.read_text("utf-8")
    begin, end = divergences.MARKERS
    assert text.count(begin) == text.count(end) == 1
    assert coverage_table.with_table(text, divergences.markdown(), divergences.MARKERS) == text
