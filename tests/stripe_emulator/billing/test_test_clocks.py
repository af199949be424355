"""Test clocks: https://docs.stripe.com/api/test_clocks (fact 125)."""

from __future__ import annotations

from tests.stripe_emulator.billing.merchant import DAY, MONTH, START, Merchant
from tests.stripe_emulator.client import error_of, ok

CLOCKS = "/v1/test_helpers/test_clocks"


def test_a_clock_stands_until_it_is_advanced(merchant: Merchant) -> None:
    """Created at its time, ready; advanced it tells so, before and after."""
    clock = merchant.get(f"{CLOCKS}/{merchant.clock}")
    assert (clock["frozen_time"], clock["status"], clock["name"]) == (START, "ready", None)
    merchant.advance(START + 10 * DAY)
    assert merchant.happened("test_helpers.test_clock.created", "test_helpers.test_clock.advancing",
                             "test_helpers.test_clock.ready") == [
        "test_helpers.test_clock.created", "test_helpers.test_clock.advancing", "test_helpers.test_clock.ready"
    ]  # fmt: skip
    advancing = merchant.told("test_helpers.test_clock.advancing")["object"]
    assert advancing["status_details"] == {"advancing": {"target_frozen_time": START + 10 * DAY}}


def test_customers_of_a_clock_live_in_its_time(merchant: Merchant) -> None:
    """What is theirs is created at the clock's time; the list of customers can be filtered by it."""
    customer = merchant.customer()
    assert merchant.get(f"/v1/customers/{customer}")["created"] == START
    subscription = merchant.subscribe(customer)
    assert (subscription["created"], subscription["test_clock"]) == (START, merchant.clock)
    found = merchant.get("/v1/customers", test_clock=merchant.clock)["data"]
    assert [one["id"] for one in found] == [customer]


def test_time_goes_forward_only_and_not_too_far(merchant: Merchant) -> None:
    """Two years without a subscription, two intervals of the shortest one with some."""
    path = f"{CLOCKS}/{merchant.clock}/advance"
    for time in (START, START - 1, START + 3 * 366 * DAY):
        error = error_of(merchant.account.post(path, {"frozen_time": time}), 400)
        assert error["param"] == "frozen_time", f"{time}"
    merchant.subscribe(merchant.customer(), merchant.price(interval="week"))
    error = error_of(merchant.account.post(path, {"frozen_time": START + 14 * DAY + 1}), 400)
    assert error["param"] == "frozen_time"
    merchant.advance(START + 14 * DAY)


def test_a_clock_has_room_for_three_customers_of_three_subscriptions(merchant: Merchant) -> None:
    """The fourth is refused."""
    customers = [merchant.customer() for _ in range(3)]
    error = error_of(merchant.account.post("/v1/customers", {"test_clock": merchant.clock}), 400)
    assert error["param"] == "test_clock"
    for _ in range(3):
        merchant.subscribe(customers[0])
    items = [{"price": merchant.price()}]
    error_of(merchant.account.post("/v1/subscriptions", {"customer": customers[0], "items": items}), 400)


def test_a_deleted_clock_takes_its_customers_along(merchant: Merchant) -> None:
    """Their subscriptions are canceled, they are gone, and so is the clock."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    stub = merchant.delete(f"{CLOCKS}/{merchant.clock}")
    assert stub == {"id": merchant.clock, "object": "test_helpers.test_clock", "deleted": True}
    error_of(merchant.account.get(f"{CLOCKS}/{merchant.clock}"), 404)
    assert merchant.get(f"/v1/customers/{customer}")["deleted"] is True
    assert merchant.subscription(subscription)["status"] == "canceled"
    ends = ["customer.subscription.deleted", "customer.deleted", "test_helpers.test_clock.deleted"]
    assert merchant.happened(*ends) == ends


def test_a_clock_is_deleted_by_itself_after_thirty_days(merchant: Merchant) -> None:
    """Of the account's own time."""
    clock = merchant.get(f"{CLOCKS}/{merchant.clock}")
    assert clock["deletes_after"] - clock["created"] == 30 * DAY
    name = merchant.account.name
    ok(merchant.account.introspect("POST", f"/clock?account={name}", json={"advance": 30 * DAY}))
    assert merchant.get(CLOCKS)["data"] == []


def test_no_clock_no_customer(merchant: Merchant) -> None:
    """An id that is no clock, and a time that is none."""
    error = error_of(merchant.account.post("/v1/customers", {"test_clock": "clock_none"}), 400)
    assert (error["code"], error["param"]) == ("resource_missing", "test_clock")
    error = error_of(merchant.account.post(CLOCKS, {"frozen_time": 0}), 400)
    assert error["param"] == "frozen_time"


def test_a_period_of_the_clock_ends_in_its_time(merchant: Merchant) -> None:
    """An advance by two months bills twice, each at its own time."""
    customer = merchant.customer()
    merchant.subscribe(customer)
    merchant.advance(START + MONTH + 29 * DAY)
    merchant.advance(START + MONTH + 30 * DAY)
    invoices = merchant.get("/v1/invoices", customer=customer)["data"]
    assert [invoice["created"] for invoice in invoices] == [START + MONTH + 29 * DAY, START + MONTH, START]
