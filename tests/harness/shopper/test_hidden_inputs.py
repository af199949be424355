"""Names that no page sends: where they are put, which are none, and which of them it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from harness.checkouts.client import Client, Sending, changing
from harness.checkouts.errors import Lost
from harness.shopper.hidden_inputs import Adding, called, culprit, documented, named_in
from harness.shopper.hidden_names import BODY, HEADER, QUERY, Hidden, Other, names
from harness.stack.processes.ports import free_port

VERA = Other("usr_2", "vera@shop.example", "ord_2", "pi_2", "/orders/ord_2", 5999, "usd")
CONTRACT = """
openapi: 3.1.0
servers: [{url: "http://shop.test/api"}]
paths:
  /orders/{id}/refund:
    parameters: [{name: X-Role, in: header}, {$ref: "#/components/parameters/Dry"}]
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Refund"}}}}
components:
  parameters: {Dry: {name: force, in: query}}
  schemas:
    Refund: {allOf: [{properties: {amount: {}}}, {properties: {lines: {items: {properties: {price: {}}}}}}]}
"""


@pytest.fixture
def contract(tmp_path: Path) -> dict[str, Any]:
    """`Stack.contract` of a checkout with a small contract."""
    file = tmp_path / "openapi.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    return {"file": str(file), "every_answer": False}


def test_there_are_some_sixty_for_each_part_of_a_request() -> None:
    found = names(VERA)
    counts = {part: sum(one.part == part for one in found) for part in (HEADER, QUERY, BODY)}
    assert counts[QUERY] == counts[BODY] > 60
    assert counts[HEADER] > 25
    assert len({(one.part, one.name) for one in found}) == len(found)


def test_their_values_are_another_shoppers_or_of_use() -> None:
    values = {(one.part, one.name): one.value for one in names(VERA)}
    assert values[HEADER, "X-User-Id"] == values[BODY, "owner"] == "usr_2"
    assert values[QUERY, "order_id"] == "ord_2"
    assert values[HEADER, "X-Original-URL"] == "/orders/ord_2"
    assert values[BODY, "unit_price"] == 590
    assert values[BODY, "is_admin"] is True
    assert values[BODY, "currency"] != "usd"


def test_of_a_guest_only_what_is_hers_is_pointed_at() -> None:
    guest = Other("", "vera@shop.example", "", "cs_2", "", 5, "jpy")
    values = {(one.part, one.name): one.value for one in names(guest)}
    assert values[BODY, "user_id"] == "vera@shop.example"
    assert (BODY, "order_id") not in values
    assert (HEADER, "X-Original-URL") not in values
    assert values[BODY, "price"] == 10


def test_names_stand_in_header_query_and_body_and_overwrite_nothing() -> None:
    sent = (Hidden(HEADER, "X-Role", "admin"), Hidden(QUERY, "user", "u2"), Hidden(BODY, "price", 1))
    change = Adding(sent, {})
    lines = {"items": [{"id": "p_1", "price": 70}, {"id": "p_2"}], "user": "u1"}
    out = change(Sending("POST", "/pay/p_1?user=u1", json=lines, headers={"A": "b"}))
    assert out.headers == {"A": "b", "X-Role": "admin"}
    assert out.path == "/pay/p_1?user=u1"
    assert out.json == {"price": 1, "items": [{"price": 1, "id": "p_1"} | {"price": 70}, {"price": 1, "id": "p_2"}]} | {
        "user": "u1"
    }
    assert lines["items"][1] == {"id": "p_2"}  # type: ignore[index]
    assert change.sent == {sent[0], sent[2]}
    assert change.asked == ["POST /pay/..."]


def test_a_form_and_a_query_carry_text() -> None:
    change = Adding((Hidden(BODY, "paid", True), Hidden(QUERY, "roles", ["admin"])), {})
    out = change(Sending("POST", "/pay", form={"cart": "c"}))
    assert out.form == {"paid": "true", "cart": "c"}
    assert parse_qs(urlsplit(out.path).query) == {"roles": ["admin"]}


def test_a_request_without_a_body_gets_none() -> None:
    change = Adding((Hidden(BODY, "paid", True),), {})
    out = change(Sending("GET", "/cart"))
    assert (out.json, out.form, change.sent) == (None, None, set())


def test_what_the_contract_documents_is_not_hidden(contract: dict[str, Any]) -> None:
    assert documented(contract, "POST", "/api/orders/o1/refund") == {"x-role", "force", "amount", "lines", "price"}
    assert documented(contract, "GET", "/api/orders/o1/refund") == frozenset()
    assert documented({}, "POST", "/api/orders/o1/refund") == frozenset()
    hidden = (Hidden(HEADER, "X-Role", "a"), Hidden(QUERY, "force", True), Hidden(BODY, "amount", 1))
    change = Adding((*hidden, Hidden(BODY, "owner", "u2")), contract)
    assert change(Sending("POST", "/api/orders/o1/refund", json={})).json == {"owner": "u2"}
    assert change.asked == ["POST /orders/{id}/refund"]


def test_a_request_in_words_has_no_ids() -> None:
    assert called({}, "GET", "http://shop.test/orders/ord_12/lines?a=1") == "GET /orders/.../lines"


def test_what_a_refusal_names_is_known_to_be_noticed() -> None:
    hidden = (Hidden(BODY, "user", 1), Hidden(BODY, "user_id", 1), Hidden(QUERY, "price", 1), Hidden(BODY, "X-Role", 1))
    assert named_in(hidden, "user_id: extra inputs; x-role is not known") == (hidden[1], hidden[3])
    assert named_in(hidden, "That is not possible.") == ()


@pytest.mark.parametrize("bad", range(9))
def test_the_one_name_is_found_in_a_few_tries(bad: int) -> None:
    hidden, tries = tuple(Hidden(BODY, f"n{number}", 1) for number in range(9)), list[int]()

    def does(some: tuple[Hidden, ...]) -> bool:
        tries.append(len(some))
        return hidden[bad] in some

    assert culprit(hidden, does) == (hidden[bad],)
    assert len(tries) <= 8


def test_two_names_that_do_something_only_together_are_both_told() -> None:
    hidden = tuple(Hidden(BODY, f"n{number}", 1) for number in range(4))
    assert culprit(hidden, lambda some: {hidden[0], hidden[3]} <= set(some)) == hidden


def test_an_adapters_request_goes_out_with_the_headers_added() -> None:
    """Also where the adapter gave headers of its own."""
    change = Adding((Hidden(HEADER, "X-User-Id", "u2"),), {})
    seen: list[Sending] = []

    def watched(sending: Sending) -> Sending:
        seen.append(change(sending))
        return seen[-1]

    client = Client(f"http://127.0.0.1:{free_port()}", "Mallory", None)
    with changing(watched), pytest.raises(Lost):
        client.get("/cart", headers={"X-CSRFToken": "t"})
    assert seen[0].headers == {"X-CSRFToken": "t", "X-User-Id": "u2"}
