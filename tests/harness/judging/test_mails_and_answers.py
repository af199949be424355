"""What a mail tells, what an answer shows of others, and whether it is documented: each judge over small histories."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.core.history import History
from tests.harness.judging.test_carts_and_views import found
from tests.harness.judging.test_invariants import ITEM, ORDER

DEAR = {**ITEM, "price": 62500}
ORDERED = {**ORDER, "order_id": "ord_0001", "amount": 125000, "items": [DEAR]}
MAIL = {"subject": "Your order ord_0001", "text": "2 x Tea: 1,250.00 USD\nTotal: 1,250.00 USD"}


def mailed(*mails: dict[str, str], others: tuple[dict[str, str], ...] = (), **order: Any) -> History:
    """Ada's order and mails, and the mails to Bob."""
    record = History()
    placed = [{**ORDERED, **order}]
    record.record("snapshot", "harness", "orders", user_id="u1", email="ada@shop.example", orders=placed)
    record.record("snapshot", "harness", "mails", email="ada@shop.example", mails=list(mails))
    record.record("snapshot", "harness", "mails", email="bob@shop.example", mails=list(others))
    return record


@pytest.mark.parametrize(
    "text",
    [
        MAIL["text"],
        "Tea (2 units)\nTotal 1250.00 USD",
        "Tea\t2\t1.250,00 €",
        "2 Tea\nyou paid $1250",
        "Thank you.",
        "Tea, size 2",
        "Sum: 1'250.00 CHF",
    ],
)
def test_ways_to_tell_an_order(text: str) -> None:
    """Separators, no decimals, no amount at all: a mail may be written in any way."""
    assert found(mailed({**MAIL, "text": text}), "mail_not_as_ordered") == []


def test_mails_that_name_no_order_are_not_judged() -> None:
    """Nobody knows what they are about."""
    assert found(mailed({"subject": "News", "text": "everything for 1 USD"}), "mail_not_as_ordered") == []
    assert found(mailed(MAIL, MAIL, order_id="1"), "mail_not_as_ordered") == []


@pytest.mark.parametrize(
    ("record", "wrong"),
    [
        (mailed(MAIL, MAIL), "the same mail 'Your order ord_0001' came 2 times"),
        (mailed(MAIL, others=(MAIL,)), "the mail 'Your order ord_0001' went to bob@shop.example"),
        (mailed({**MAIL, "text": "Total: 12.50 USD"}), "the mail 'Your order ord_0001' does not tell the amount"),
        (mailed({**MAIL, "text": "Total: 125000.00 USD"}), "the mail 'Your order ord_0001' does not tell the amount"),
        (
            mailed({**MAIL, "text": "3 x Tea: 1250.00 USD"}),
            "the mail 'Your order ord_0001' tells another quantity of Tea",
        ),
        (
            mailed(MAIL, items=[DEAR, {**ITEM, "title": "Milk"}]),
            "the mail 'Your order ord_0001' does not tell Milk",
        ),
    ],
)
def test_mails_that_tell_something_else(record: History, wrong: str) -> None:
    """Twice, to somebody else, another amount, other decimals, another quantity, a line that is missing."""
    assert wrong in found(record, "mail_not_as_ordered")


def two_shoppers(response: Any, curl: str = "curl http://shop/orders") -> History:
    """Bob asks for something; Ada has an address, an order and a payment."""
    record = History()
    for user, name in (("u1", "Ada"), ("u2", "Bob")):
        record.record("fact", "test", "shopper", user_id=user, name=name, email=f"{name.lower()}@shop.example")
    told = {"payment": "pi_000001", "order_id": "ord_0001", "status": "paid", "amount": 1, "currency": "usd"}
    record.record("fact", "test", "told", user_id="u1", **told, items=[])
    asked = record.record("invoke", "Bob bob@shop.example", "orders", system="checkout", curl=curl)
    data = {"system": "checkout", "status": 200, "response": response, "invoke": asked.seq}
    record.record("ok", "Bob bob@shop.example", "orders", **data)
    return record


def test_what_belongs_to_another_shopper() -> None:
    """Her address, order and payment, unless the request had named them."""
    code = "others_data_shown"
    assert found(two_shoppers([]), code) == found(two_shoppers({"email": "bob@shop.example"}), code) == []
    assert found(two_shoppers({"email": "ada@shop.example"}), code) == ["it holds the address of Ada"]
    shown = found(two_shoppers([{"id": "ord_0001", "payment": "pi_000001"}]), code)
    assert shown == ["it holds the order of Ada", "it holds the payment of Ada"]
    assert found(two_shoppers({"detail": "no ord_0001"}, "curl http://shop/orders/ord_0001"), code) == []


def test_whoever_needed_another_address_or_has_two_devices_is_one_shopper() -> None:
    """The checkout may know an address from a run before: then the account has another one than the actor."""
    record = two_shoppers({"email": "bob.1@shop.example", "user_id": "usr_0002"})
    actor = "Bob bob@shop.example"
    for device in (actor, "Bob bob.1@shop.example"):
        row = {"user_id": "usr_0002", "email": "bob.1@shop.example", "name": "Bob"}
        record.record("fact", "test", "shopper", **row, known_as=device)
    assert found(record, "others_data_shown") == []
    record.record("ok", actor, "orders", system="checkout", status=200, response=["ada@shop.example"])
    assert found(record, "others_data_shown") == ["it holds the address of Ada"]


CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {type: object, required: [total], properties: {total: {type: integer}, secret: {enum: [x]}}}
        '401':
          headers: {WWW-Authenticate: {required: true, schema: {type: string}}}
          content: {application/problem+json: {schema: {type: object}}}
"""


FRAMEWORKS = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: object}}}}
        '422': {content: {application/json: {schema: {$ref: '#/components/schemas/HTTPValidationError'}}}}
components: {schemas: {HTTPValidationError: {type: object, required: [detail]}}}
"""


def answered(
    folder: Path,
    status: int,
    response: Any,
    media: str = "application/json",
    *headers: str,
    contract: str = CONTRACT,
    complete: bool = False,
) -> list[str]:
    """What is wrong with one answer to `GET /orders/1`."""
    file = folder / f"openapi-{complete}-{len(contract)}.yaml"
    file.write_text(contract, encoding="utf-8")
    record = History()
    asked = record.record("invoke", "Ada", "order", system="checkout", method="GET", url="http://shop/orders/1")
    data = {"system": "checkout", "status": status, "response": response, "media": media, "invoke": asked.seq}
    record.record("ok" if status < 400 else "fail", "Ada", "order", **data, headers=list(headers))
    told = {"file": str(file), "every_answer": complete}
    record.record("snapshot", "harness", "begin", hears=[], contract=told)
    return found(record, "answer_not_documented")


def test_answers_as_documented(tmp_path: Path) -> None:
    """Status, media type, required headers and schema; what is masked cannot be compared."""
    assert answered(tmp_path, 200, {"total": 5, "secret": "pi_1_secret_…"}) == []
    assert answered(tmp_path, 404, {}) == ["there is no status 404 in the contract"]
    assert answered(tmp_path, 200, "<html>", "text/html; charset=utf-8") == [
        "status 200 has the media type text/html, documented is application/json"
    ]
    assert answered(tmp_path, 401, {}, "application/problem+json") == ["status 401 has no header WWW-Authenticate"]
    assert answered(tmp_path, 401, {}, "application/problem+json", "www-authenticate") == []
    [wrong] = answered(tmp_path, 200, {"total": "5"})
    assert wrong.startswith("status 200: ['total']: ")


def test_what_a_framework_leaves_out_is_no_promise(tmp_path: Path) -> None:
    """It lists a success and its own error for bad input; who says that every answer is listed is held to it."""
    told = partial(answered, tmp_path, contract=FRAMEWORKS)
    assert told(402, {}) == told(503, {}) == told(422, {"code": "no"}) == []
    assert told(201, {}) == ["there is no status 201 in the contract"]
    assert answered(tmp_path, 503, {}) == []
    assert told(503, {}, complete=True) == ["there is no status 503 in the contract"]
    assert len(told(422, {"code": "no"}, complete=True)) == 1
