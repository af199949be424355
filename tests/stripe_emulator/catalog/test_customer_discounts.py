"""A customer's own discount: https://docs.stripe.com/api/discounts, by the parameters of older versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stripe_emulator.catalog.discounts import months_later
from tests.stripe_emulator.catalog.test_coupons import coupon
from tests.stripe_emulator.client import Account, error_of, ok
from tests.stripe_emulator.state.test_clock import clock


def test_given_replaced_taken(account: Account) -> None:
    """Each step has its event; the customer's own tells it too."""
    first, second = coupon(account), coupon(account, amount_off=500, currency="usd")
    customer = ok(account.post("/v1/customers", {"coupon": first["id"]}))
    had = customer["discount"]
    assert (had["source"]["coupon"], had["customer"], had["end"]) == (first["id"], customer["id"], None)
    path = f"/v1/customers/{customer['id']}"
    has = ok(account.post(path, {"coupon": second["id"]}))["discount"]
    assert has["source"]["coupon"] == second["id"]
    assert ok(account.post(path, {"coupon": ""}))["discount"] is None
    created, updated, deleted = account.events(
        "customer.discount.created", "customer.discount.updated", "customer.discount.deleted"
    )
    assert created["data"]["object"] == had
    assert updated["data"]["object"] == has
    assert updated["data"]["previous_attributes"] == {"id": had["id"], "source": {"coupon": first["id"]}}
    assert deleted["data"]["object"] == has
    told = [event["data"]["previous_attributes"] for event in account.events("customer.updated")]
    assert told == [{"discount": {"id": had["id"], "source": {"coupon": first["id"]}}}, {"discount": has}]


def test_deleted_by_its_own_path(account: Account) -> None:
    """The deleted discount is answered; there is none to delete then."""
    customer = ok(account.post("/v1/customers", {"coupon": coupon(account)["id"]}))
    path = f"/v1/customers/{customer['id']}/discount"
    gone = ok(account.delete(path))
    assert gone == {**customer["discount"], "deleted": True}
    assert len(account.events("customer.discount.deleted")) == 1
    assert error_of(account.delete(path), 404)["code"] == "resource_missing"
    assert error_of(account.delete("/v1/customers/cus_x/discount"), 404)["param"] == "customer"


@pytest.mark.parametrize("parameter", ["coupon", "promotion_code"])
def test_what_does_not_exist(account: Account, parameter: str) -> None:
    """400, and no customer is made."""
    error = error_of(account.post("/v1/customers", {parameter: "x"}), 400)
    assert (error["code"], error["param"]) == ("resource_missing", parameter)
    assert ok(account.get("/v1/customers"))["data"] == []


def test_it_ends_by_itself(account: Account) -> None:
    """After its months, with an event."""
    twice = coupon(account, duration="repeating", duration_in_months=2)
    customer = ok(account.post("/v1/customers", {"coupon": twice["id"]}))
    discount = customer["discount"]
    assert discount["end"] == months_later(discount["start"], 2)
    seconds = discount["end"] - discount["start"]
    clock(account, advance=seconds - 60)
    assert ok(account.get(f"/v1/customers/{customer['id']}"))["discount"] == discount
    clock(account, advance=61)
    assert ok(account.get(f"/v1/customers/{customer['id']}"))["discount"] is None
    (event,) = account.events("customer.discount.deleted")
    assert event["data"]["object"] == discount


def test_it_outlives_its_coupon(account: Account) -> None:
    """A deleted coupon stays with those who have it; older versions still show it whole."""
    off = coupon(account, id="OFF")
    customer = ok(account.post("/v1/customers", {"coupon": "OFF"}))
    ok(account.delete("/v1/coupons/OFF"))
    path = f"/v1/customers/{customer['id']}"
    assert ok(account.get(path))["discount"] == customer["discount"]
    old = account.get(path, headers={"Stripe-Version": "2023-10-16"}).json()["discount"]
    assert (old["coupon"]["id"], old["coupon"]["percent_off"], "source" in old) == (off["id"], 10, False)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 1, 31), 1, (2028, 2, 29)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2026, 3, 15), 12, (2027, 3, 15)),
    ],
)
def test_months(start: tuple[int, int, int], months: int, end: tuple[int, int, int]) -> None:
    """The same day, or the last one of a shorter month."""
    begins, ends = (datetime(*day, 12, tzinfo=UTC).timestamp() for day in (start, end))
    assert months_later(int(begins), months) == int(ends)
