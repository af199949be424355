"""Requests that a contract's operations take: places filled in with what is known, the least body, the own example."""

from typing import Any

from contracts.people.asking import example, names_things, requests
from contracts.people.known import Known
from harness import openapi

REFUND: dict[str, Any] = {
    "type": "object",
    "required": ["reason"],
    "properties": {"payment_id": {"type": "string"}, "reason": {"enum": ["late"]}, "note": {"type": "string"}},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://shop.example/v1"}],
    "paths": {
        "/orders/{id}/refunds": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "post": {"requestBody": {"content": {"application/json": {"schema": REFUND}}}, "responses": {}},
        },
        "/search": {
            "get": {
                "parameters": [{"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}],
                "responses": {},
            }
        },
        "/gift": {
            "post": {"requestBody": {"content": {"application/json": {"example": {"to": "Ada", "order_id": "o"}}}}}
        },
    },
}
OPERATIONS = openapi.by_id(DOCUMENT)


def test_a_request_names_what_is_known() -> None:
    known = Known({"orderid": ["o 1"], "paymentid": ["p1"]})
    (asked,) = requests(DOCUMENT, OPERATIONS["POST /orders/{id}/refunds"], known)
    assert (asked.path, asked.json) == ("/v1/orders/o%201/refunds", {"payment_id": "p1", "reason": "late"})


def test_a_request_for_each_thing_and_each_place() -> None:
    private = Known({"orderid": ["o1", "o2"], "paymentid": ["p1"]})
    asked = list(requests(DOCUMENT, OPERATIONS["POST /orders/{id}/refunds"], private, private))
    assert [sorted(one.about) for one in asked] == [["o1"], ["o2"], ["p1"]]
    assert list(requests(DOCUMENT, OPERATIONS["GET /search"], private, private)) == []


def test_required_queries_are_there_and_examples_are_taken() -> None:
    known = Known({"orderid": ["o1"]})
    assert next(requests(DOCUMENT, OPERATIONS["GET /search"], known)).path == "/v1/search?q=x"
    assert next(requests(DOCUMENT, OPERATIONS["POST /gift"], known)).json == {"to": "Ada", "order_id": "o"}


def test_what_names_things() -> None:
    assert names_things(DOCUMENT, OPERATIONS["POST /orders/{id}/refunds"])
    assert not names_things(DOCUMENT, OPERATIONS["GET /search"])


def test_the_least_value_of_a_schema() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b", "c", "d"],
        "properties": {
            "a": {"type": ["null", "integer"], "minimum": 5},
            "b": {"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}]},
            "c": {"type": "array", "minItems": 1, "items": {"type": "boolean"}},
            "d": {"allOf": [{"type": "object", "required": ["x"], "properties": {"x": {"const": 3}}}]},
        },
    }
    assert example(DOCUMENT, schema) == {"a": 5, "b": "somebody@shop.example", "c": [True], "d": {"x": 3}}
