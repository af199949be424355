"""Products and their features: https://docs.stripe.com/api/products."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok

PRODUCTS = "/v1/products"


def product(account: Account, **params: Any) -> JSON:
    """A new product."""
    return ok(account.post(PRODUCTS, {"name": "Mug", **params}))


def test_the_life_of_a_product(account: Account) -> None:
    """Created, changed with what it was before, archived, deleted."""
    made = product(account, description="Holds tea", metadata={"shelf": "3"}, unit_label="mug")
    assert (made["active"], made["type"], made["default_price"], made["images"]) == (True, "service", None, [])
    changed = ok(account.post(f"{PRODUCTS}/{made['id']}", {"active": False, "description": "", "name": "Cup"}))
    assert (changed["active"], changed["description"], changed["metadata"]) == (False, None, {"shelf": "3"})
    assert ok(account.delete(f"{PRODUCTS}/{made['id']}")) == {"id": made["id"], "object": "product", "deleted": True}
    assert error_of(account.get(f"{PRODUCTS}/{made['id']}"), 404)["message"] == f"No such product: '{made['id']}'"
    types = ["product.created", "product.updated", "product.deleted"]
    events = account.events(*types)
    assert [event["type"] for event in events] == types
    previous = events[1]["data"]["previous_attributes"]
    assert previous | {"updated": 0} == {"active": True, "description": "Holds tea", "name": "Mug", "updated": 0}


def test_a_product_with_its_price(account: Account) -> None:
    """`default_price_data` makes the price that the product is sold at."""
    data = {"currency": "usd", "unit_amount": 900, "recurring": {"interval": "year"}}
    made = product(account, default_price_data=data, expand=["default_price"])
    assert (made["default_price"]["product"], made["default_price"]["unit_amount"]) == (made["id"], 900)
    other = ok(account.post("/v1/prices", {"product": made["id"], "currency": "usd", "unit_amount": 950}))
    changed = ok(account.post(f"{PRODUCTS}/{made['id']}", {"default_price": other["id"]}))
    assert changed["default_price"] == other["id"]
    stranger = ok(account.post("/v1/prices", {"product_data": {"name": "X"}, "currency": "usd", "unit_amount": 1}))
    refused = account.post(f"{PRODUCTS}/{made['id']}", {"default_price": stranger["id"]})
    assert error_of(refused, 400)["param"] == "default_price"


def test_a_product_with_prices_stays(account: Account) -> None:
    """Even archived prices keep it."""
    made = product(account)
    price = ok(account.post("/v1/prices", {"product": made["id"], "currency": "usd", "unit_amount": 900}))
    ok(account.post(f"/v1/prices/{price['id']}", {"active": False}))
    error = error_of(account.delete(f"{PRODUCTS}/{made['id']}"), 400)
    assert error["message"] == "This product cannot be deleted because it has one or more user-created prices."


def test_an_id_of_ones_own(account: Account) -> None:
    """Taken once; another kind may have the same."""
    assert product(account, id="gold")["id"] == "gold"
    assert error_of(account.post(PRODUCTS, {"name": "Again", "id": "gold"}), 400)["code"] == "resource_already_exists"
    assert ok(account.post("/v1/coupons", {"id": "gold", "percent_off": 5}))["object"] == "coupon"
    assert ok(account.get(f"{PRODUCTS}/gold"))["object"] == "product"
    assert ok(account.get("/v1/coupons/gold"))["object"] == "coupon"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"statement_descriptor": "a <b>"}, "statement_descriptor"),
        ({"statement_descriptor": "x" * 23}, "statement_descriptor"),
        ({"unit_label": "x" * 13}, "unit_label"),
        ({"images": ["https://a.example"] * 9}, "images"),
        ({"marketing_features": [{"name": "f"}] * 16}, "marketing_features"),
        ({"tax_code": "nonsense"}, "tax_code"),
        ({"id": "a b"}, "id"),
        ({"default_price_data": {"currency": "usd"}}, None),
        ({"default_price_data": {"currency": "xxx", "unit_amount": 1}}, "default_price_data[currency]"),
    ],
)
def test_what_no_product_can_have(account: Account, params: JSON, param: str | None) -> None:
    """Refused, and nothing is made."""
    assert error_of(account.post(PRODUCTS, {"name": "Mug", **params}), 400).get("param") == param
    assert ok(account.get(PRODUCTS))["data"] == []


def test_lists(account: Account) -> None:
    """By ids, active, shippable, url."""
    first, second = product(account, shippable=True, url="https://a.example"), product(account, active=False)
    for query, expected in (
        ({"ids": [first["id"]]}, [first]),
        ({"active": False}, [second]),
        ({"shippable": True}, [first]),
        ({"url": "https://a.example"}, [first]),
        ({}, [second, first]),
    ):
        assert ok(account.get(PRODUCTS, query))["data"] == expected, query


def test_features(account: Account) -> None:
    """A product entitles to features, which keep their own life."""
    made = product(account)
    feature = ok(account.post("/v1/entitlements/features", {"name": "Chat", "lookup_key": "chat"}))
    path = f"{PRODUCTS}/{made['id']}/features"
    attached = ok(account.post(path, {"entitlement_feature": feature["id"]}))
    assert error_of(account.post(path, {"entitlement_feature": feature["id"]}), 400)["param"] == "entitlement_feature"
    ok(account.post(f"/v1/entitlements/features/{feature['id']}", {"name": "Talk"}))
    assert ok(account.get(f"{path}/{attached['id']}"))["entitlement_feature"]["name"] == "Talk"
    assert [one["id"] for one in ok(account.get(path))["data"]] == [attached["id"]]
    assert ok(account.delete(f"{path}/{attached['id']}"))["deleted"] is True
    assert ok(account.get(path))["data"] == []
