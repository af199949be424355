"""Every documented test card behaves as documented, however it is named, and the table says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from stripe_emulator.cards import card_table
from stripe_emulator.cards.catalogue import catalogue
from tests.stripe_emulator.cards_facts import (
    COPY,
    Row,
    copied,
    difference,
    groups,
    of_group,
    of_table,
    rows,
    tokens_without_number,
)
from tests.stripe_emulator.client import Account, card_data, error_of, ok

COPY_SHA256 = "63ac1949424bf19fbd263b8bf5773675e8f36dffe97ce0d41fe8f3a91665f041"
MORE_OF_SOME = {"param", "only_with_cvc", "after_challenge"}

by_group = pytest.mark.parametrize("group", groups())


def test_the_copy_of_the_documentation_is_as_it_was_made() -> None:
    """Whole and unedited: a new or a changed card is a row of the emulator's cards/cards.json."""
    assert hashlib.sha256(COPY.read_bytes()).hexdigest() == COPY_SHA256, (
        "expected the copy unchanged, got an edited one"
    )


@pytest.mark.parametrize("row", copied(), ids=lambda row: row.number)
def test_what_a_row_expects_is_what_the_documentation_says(row: Row) -> None:
    """The table's documented half, which the harness judges by, against the copy; the copy knows more of some cards."""
    documented = next(of_table(one) for one in catalogue().rows if one["number"] == row.number)
    stated = ("funding", "country", "group", "description", "post_payment")
    assert {name: getattr(documented, name) for name in stated} == {name: getattr(row, name) for name in stated}
    assert row.brand is None or documented.brand == row.brand
    assert set(documented.payment_methods) == set(row.payment_methods)
    assert set(documented.tokens) == set(row.tokens) - set(tokens_without_number())
    told = {"http_status": None, "status": None, **row.expected}
    if row.kind == "refused_number":  # the copy has words for it that the harness does not judge by
        told.pop("message")
    assert documented.expected == {name: told.get(name) for name in {*documented.expected, *told} - MORE_OF_SOME}


def test_no_row_claims_a_page_that_does_not_have_it() -> None:
    """The copy is the whole page as of mid-2026: a card that it lacks was documented later, or elsewhere."""
    known = {row.number for row in copied()}
    claimed = [row["number"] for row in catalogue().rows if "testing-2026" in row["source"]]
    assert [number for number in claimed if number not in known] == [], (
        "expected another source for these cards (testing-later, or a new line in `sources`), got testing-2026"
    )


def test_every_card_is_one_row() -> None:
    """No number twice, in the documentation and in the table."""
    assert len({row.number for row in rows()}) == len(rows()) == len(catalogue().rows)


def test_the_table_knows_exactly_the_documented_numbers() -> None:
    """No row is missing, none was made up."""
    assert set(card_table.numbers()) == {row.number for row in rows()}


def test_the_table_knows_exactly_the_documented_names() -> None:
    """Every pm_card_* and tok_* of the documentation, and no other."""
    documented = {name for row in rows() for name in (*row.payment_methods, *row.tokens)} | set(tokens_without_number())
    table = set(card_table.tokens())
    assert documented - table == set(), "documented names the table does not have"
    assert table - documented == set(), "names of the table that nothing documents"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_the_table_agrees_with_the_facts(row: Row) -> None:
    """Brand, funding, country, last digits and decline of each row; null in the facts = not documented."""
    card = card_table.by_number(row.number)
    got: dict[str, Any] = {"brand": card.brand, "funding": card.funding, "country": card.country}
    wanted = {name: getattr(row, name) for name in got if getattr(row, name) is not None}
    assert {name: got[name] for name in wanted} == wanted
    assert card.last4 == row.number[-4:]
    declines = row.kind in ("declined", "refused_number")
    assert (card.on_charge is not None) == declines, f"{row.description}: decline {card.on_charge}"
    if card.on_charge is not None:
        assert card.on_charge.code == row.expected["code"]
    assert (card.challenge in ("required", "required_unless_setup")) == (row.kind == "challenge")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_names_lead_to_the_number(row: Row) -> None:
    """pm_card_* and tok_* are other names of the same card (pm_card_jcb stands with two numbers, and means one)."""
    for name in (*row.payment_methods, *row.tokens):
        card = card_table.by_token(name)
        assert card is not None, f"{name} is not in the table"
        named = {other.number for other in rows() if name in (*other.payment_methods, *other.tokens)}
        assert card.number in named, name


@pytest.mark.stripe
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_confirm_of_each_card(account: Account, row: Row) -> None:
    """Facts 14, 15, 48, 49: HTTP status, error type, code and decline_code, and the PaymentIntent's status then."""
    intent = account.intent()["id"]
    answer = account.confirm(intent, **named(row))
    assert difference(row, answer.status_code, answer.json(), account.retrieve(intent)["status"]) is None


@pytest.mark.parametrize("name", ["http_status", "type", "code", "decline_code", "status"])
def test_a_wrong_outcome_is_noticed(account: Account, name: str) -> None:
    """The judge of the test above judges each of the five."""
    row = next(row for row in rows() if row.number == "4000000000009995")
    changed = replace(row, expected={**row.expected, name: "something else"})
    answer = account.confirm(account.intent()["id"], **named(row))
    assert difference(row, answer.status_code, answer.json()) is None
    assert name in (difference(changed, answer.status_code, answer.json()) or "")


@by_group
def test_cards_by_payment_method_made_from_the_number(account: Account, group: str) -> None:
    """POST /v1/payment_methods with the number, then confirm with its id."""
    wrong = []
    for row in of_group(group):
        made = account.post("/v1/payment_methods", {"type": "card", "card": card_data(row.number)})
        if row.kind == "refused_number":
            wrong.append(difference(row, made.status_code, made.json()))
            continue
        answer = account.try_pay(ok(made)["id"])
        wrong.append(difference(row, answer.status_code, answer.json()))
    _assert_none(wrong)


@pytest.mark.stripe
@by_group
def test_cards_by_pm_card_name(account: Account, group: str) -> None:
    """Confirm with payment_method=pm_card_*."""
    wrong = []
    for row in of_group(group):
        for name in row.payment_methods:
            answer = account.try_pay(name)
            wrong.append(difference(row, answer.status_code, answer.json()))
    _assert_none(wrong)


@pytest.mark.stripe
@by_group
def test_cards_by_tok_name(account: Account, group: str) -> None:
    """Confirm with payment_method_data[card][token]=tok_*."""
    wrong = []
    for row in of_group(group):
        for name in row.tokens:
            answer = _pay_with_data(account, {"token": name})
            wrong.append(difference(row, answer.status_code, answer.json()))
    _assert_none(wrong)


@by_group
def test_cards_by_payment_method_data(account: Account, group: str) -> None:
    """Confirm with payment_method_data[card][number]."""
    wrong = []
    for row in of_group(group):
        answer = _pay_with_data(account, card_data(row.number))
        wrong.append(difference(row, answer.status_code, answer.json()))
    _assert_none(wrong)


@by_group
def test_payment_methods_show_what_the_card_is(account: Account, group: str) -> None:
    """Brand, funding, country and last4 of the PaymentMethod, and never the number."""
    wrong = []
    for row in of_group(group):
        if row.kind == "refused_number":
            continue
        made = ok(account.post("/v1/payment_methods", {"type": "card", "card": card_data(row.number)}))
        documented = {"brand": row.brand, "funding": row.funding, "country": row.country, "last4": row.number[-4:]}
        shown = {name: value for name, value in documented.items() if value is not None}
        got = {name: made["card"].get(name) for name in shown}
        wrong.append(None if got == shown else f"{row.number}: expected {shown}, got {got}")
        assert row.number not in str(made), "a PaymentMethod must not carry the number"
    _assert_none(wrong)


@pytest.mark.stripe
@pytest.mark.parametrize(("name", "decline_code"), tokens_without_number().items())
def test_tokens_without_a_documented_number(account: Account, name: str, decline_code: str) -> None:
    """Three tokens stand for cards whose numbers are not published."""
    error = error_of(_pay_with_data(account, {"token": name}), 402)
    assert (error["code"], error["decline_code"]) == ("card_declined", decline_code)


@pytest.mark.stripe
@pytest.mark.parametrize("row", [row for row in rows() if row.attach], ids=lambda row: row.number)
def test_attaching_declined_cards(account: Account, row: Row) -> None:
    """Cards the issuer declines cannot be saved to a customer; 0341 can (fact 90)."""
    customer = ok(account.post("/v1/customers"))["id"]
    answer = account.post(f"/v1/payment_methods/{row.payment_methods[0]}/attach", {"customer": customer})
    if row.attach == "accepted":
        assert ok(answer)["customer"] == customer
        return
    error = error_of(answer, 402)
    assert (error["type"], error["code"]) == ("card_error", row.expected["code"])


@pytest.mark.stripe
@pytest.mark.parametrize("number", [row.number for row in rows() if row.expected.get("only_with_cvc")])
def test_cvc_cards_pass_without_a_cvc(account: Account, number: str) -> None:
    """The check cannot fail when no CVC was given: 0127 and 0101 succeed then."""
    assert ok(_pay_with_data(account, card_data(number, cvc=None)))["status"] == "succeeded"


def test_a_number_nobody_documents_succeeds_as_a_plain_card(account: Account) -> None:
    """Any number with good check digits is a card."""
    assert ok(_pay_with_data(account, card_data("4929939187355598")))["status"] == "succeeded"


def named(row: Row) -> dict[str, Any]:
    """The card as a parameter of a confirm: by its documented name, as Stripe advises for tests, else by its number."""
    if row.payment_methods:
        return {"payment_method": row.payment_methods[0]}
    card = {"token": row.tokens[0]} if row.tokens else card_data(row.number)
    return {"payment_method_data": {"type": "card", "card": card}}


def _pay_with_data(account: Account, card: dict[str, Any]) -> Any:
    data = {"type": "card", "card": card}
    params = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "confirm": True}
    return account.post("/v1/payment_intents", {**params, "payment_method_data": data})


def _assert_none(wrong: Iterable[str | None]) -> None:
    found = [line for line in wrong if line]
    assert not found, "\n".join([f"{len(found)} cards are not as documented:", *found])
