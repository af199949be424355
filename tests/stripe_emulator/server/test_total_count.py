"""`total_count` of lists: until basil, and of everything that matches."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.stripe_emulator.client import Account, error_of, ok

OLDER = "2025-02-24.acacia"


@pytest.mark.parametrize("asking", ["expand", "include"])
def test_all_that_match_are_counted(account: Account, asking: str) -> None:
    """Not those of the page alone; filters hold."""
    for number in range(7):
        ok(account.post("/v1/customers", {"email": f"{number % 2}@b.example"}))
    page = _get(account, OLDER, "/v1/customers", {asking: ["total_count"], "limit": 2}).json()
    assert (page["total_count"], len(page["data"]), page["has_more"]) == (7, 2, True)
    after = {"starting_after": page["data"][-1]["id"], "email": "0@b.example"}
    assert (
        _get(account, OLDER, "/v1/customers", {asking: ["total_count"], "limit": 1, **after}).json()["total_count"] == 4
    )
    assert "total_count" not in ok(account.get("/v1/customers"))


def test_more_than_a_hundred(account: Account) -> None:
    """Which no page shows; beside another field that is expanded, and in a search."""
    for _ in range(101):
        ok(account.post("/v1/products", {"name": "Tea"}))
    listed = _get(account, OLDER, "/v1/products", {"expand": ["data.default_price", "total_count"], "limit": 1}).json()
    found = _get(account, OLDER, "/v1/products/search", {"query": "name:'Tea'", "expand": ["total_count"]}).json()
    assert (listed["total_count"], found["total_count"]) == (101, 101)


@pytest.mark.parametrize("version", ["2025-03-31.basil", "2025-05-28.basil", "2025-09-30.clover", "2026-10-28.endive"])
@pytest.mark.parametrize("path", ["/v1/customers", "/v1/invoices"])
def test_not_since_basil(account: Account, version: str, path: str) -> None:
    """https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-total-count-expansion"""
    error = error_of(_get(account, version, path, {"expand": ["total_count"]}), 400)
    assert (error["code"], error["message"]) == ("property_forbidden", "This property cannot be included (total_count)")


def test_what_is_no_list_has_none(account: Account) -> None:
    customer = ok(account.post("/v1/customers"))["id"]
    error = error_of(_get(account, OLDER, f"/v1/customers/{customer}", {"expand": ["total_count"]}), 400)
    assert error["message"] == "This property cannot be expanded (total_count)."


def _get(account: Account, version: str, path: str, params: dict[str, Any]) -> httpx.Response:
    return account.get(path, params, headers={"Stripe-Version": version})
