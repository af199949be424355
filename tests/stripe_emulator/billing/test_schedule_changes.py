"""Schedules that take over, change, release or cancel: https://docs.stripe.com/billing/subscriptions/subscription-schedules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant
from tests.stripe_emulator.billing.schedules import FEBRUARY, SCHEDULES, happened, phase, planned
from tests.stripe_emulator.client import JSON, error_of


def test_taking_over_a_subscription(merchant: Merchant) -> None:
    """`from_subscription` mirrors the period under way; phases are added afterwards."""
    cheap, dear = merchant.price(1000), merchant.price(3000)
    subscription = merchant.subscribe(merchant.customer(), cheap)["id"]
    schedule = merchant.post(SCHEDULES, from_subscription=subscription, metadata={"a": "b"})
    assert (schedule["status"], schedule["subscription"], schedule["metadata"]) == (
        "active", subscription, {"a": "b"}
    )  # fmt: skip
    (first,) = schedule["phases"]
    assert (first["start_date"], first["end_date"], first["items"][0]["price"]) == (START, START + MONTH, cheap)
    assert merchant.told("customer.subscription.updated")["previous_attributes"] == {"schedule": None}
    account = merchant.account
    again = error_of(account.post(SCHEDULES, {"from_subscription": subscription}), 400)
    assert again["message"] == (
        f"You cannot migrate a subscription that is already attached to a schedule: `{schedule['id']}`."
    )
    phases = [phase(cheap, start_date=START, end_date=START + MONTH), phase(dear, iterations=1)]
    merchant.post(f"{SCHEDULES}/{schedule['id']}", phases=phases)
    merchant.advance(START + MONTH)
    assert merchant.subscription(subscription)["items"]["data"][0]["price"]["id"] == dear
    given = {"from_subscription": subscription, "phases": [phase(cheap)]}
    refused = error_of(account.post(SCHEDULES, given), 400)
    assert refused["param"] == "phases"


def test_the_phase_under_way_changes(merchant: Merchant) -> None:
    """At once, prorated as the update asks for; its start stays."""
    price = merchant.price(3100)
    schedule = planned(merchant, phase(price, iterations=2))
    path, account = f"{SCHEDULES}/{schedule['id']}", merchant.account
    merchant.advance(START + DAY)
    updated = merchant.post(path, phases=[phase(price, 3, start_date=START, iterations=4)], metadata={"u": "1"})
    assert updated["phases"][0]["end_date"] == START + (31 + 29 + 31 + 30) * DAY
    assert merchant.subscription(schedule["subscription"])["items"]["data"][0]["quantity"] == 3
    amounts = [item["amount"] for item in merchant.get("/v1/invoiceitems", pending=True)["data"]]
    assert sorted(amounts) == [-3000, 9000]
    previous = merchant.told("subscription_schedule.updated")["previous_attributes"]
    assert previous["metadata"] == {"u": None}
    assert happened(merchant)[-2:] == ["schedule.updated", "customer.subscription.updated"]
    for phases, told in (
        ([phase(price, iterations=1)], "The subscription schedule update is missing at least one phase with a "
         "`start_date` to anchor end dates to."),
        ([phase(price, start_date=START + 1, iterations=1)], "You can not modify the start date of the current phase."),
        ([phase(price, start_date=START, end_date=START + HOUR)], "You can only adjust the end date to a future date "
         "for the current phase."),
    ):  # fmt: skip
        assert error_of(account.post(path, {"phases": phases}), 400)["message"] == told
    assert merchant.get(path) == updated


def test_the_next_phase_can_begin_now(merchant: Merchant) -> None:
    """The phase under way ends `now`, the next one starts."""
    price = merchant.price()
    schedule = planned(merchant, phase(price, iterations=2))
    merchant.advance(START + DAY)
    phases = [phase(price, start_date=START, end_date="now"), phase(price, 5, start_date="now", iterations=1)]
    updated = merchant.post(f"{SCHEDULES}/{schedule['id']}", phases=phases, proration_behavior="none")
    assert updated["current_phase"]["start_date"] == START + DAY
    assert merchant.subscription(schedule["subscription"])["items"]["data"][0]["quantity"] == 5


def test_a_start_to_come_can_be_moved(merchant: Merchant) -> None:
    """Before it starts all is open; but not into the past."""
    price = merchant.price()
    schedule = planned(merchant, phase(price, iterations=1), start_date=START + 5 * DAY)
    path = f"{SCHEDULES}/{schedule['id']}"
    merchant.post(path, phases=[phase(price, 2, start_date=START + 2 * DAY, iterations=1)], end_behavior="cancel")
    late = [phase(price, start_date=START - DAY, iterations=3)]
    assert error_of(merchant.account.post(path, {"phases": late}), 400)["param"] == "phases[0][start_date]"
    merchant.advance(START + 2 * DAY)
    begun = merchant.get(path)
    subscription = merchant.subscription(begun["subscription"])
    assert (subscription["items"]["data"][0]["quantity"], subscription["cancel_at"]) == (2, START + MONTH + 2 * DAY)


def test_release_lets_the_subscription_go_on(merchant: Merchant) -> None:
    """Its end is forgotten, unless it is to be kept; phases to come never come."""
    price = merchant.price()
    schedule = planned(merchant, phase(price, iterations=1), phase(price, 9, iterations=1), end_behavior="cancel")
    id = schedule["subscription"]
    assert merchant.subscription(id)["cancel_at"] is not None
    released = merchant.post(f"{SCHEDULES}/{schedule['id']}/release")
    assert (released["status"], released["subscription"], released["released_subscription"]) == ("released", None, id)
    assert (merchant.subscription(id)["schedule"], merchant.subscription(id)["cancel_at"]) == (None, None)
    assert happened(merchant)[-3:] == ["schedule.updated", "customer.subscription.updated", "schedule.released"]
    merchant.advance(START + MONTH)
    assert merchant.subscription(id)["items"]["data"][0]["quantity"] == 1
    kept = planned(merchant, phase(price, iterations=1), end_behavior="cancel")
    merchant.post(f"{SCHEDULES}/{kept['id']}/release", preserve_cancel_date=True)
    assert merchant.subscription(kept["subscription"])["cancel_at"] == START + MONTH + FEBRUARY


def test_cancel_ends_both(merchant: Merchant) -> None:
    """Prorated and invoiced by default, or neither; then nothing can be done any more."""
    price = merchant.price(3100)
    schedule = planned(merchant, phase(price, iterations=1))
    merchant.advance(START + DAY)
    canceled = merchant.post(f"{SCHEDULES}/{schedule['id']}/cancel")
    assert (canceled["status"], canceled["canceled_at"], canceled["subscription"]) == (
        "canceled", START + DAY, schedule["subscription"]
    )  # fmt: skip
    assert merchant.subscription(schedule["subscription"])["status"] == "canceled"
    assert merchant.latest(schedule["subscription"])["total"] == -3000
    assert happened(merchant)[-2:] == ["customer.subscription.deleted", "schedule.canceled"]
    plain = planned(merchant, phase(price, iterations=1))
    merchant.post(f"{SCHEDULES}/{plain['id']}/cancel", prorate=False, invoice_now=False)
    assert len(merchant.get("/v1/invoices", subscription=plain["subscription"])["data"]) == 1
    for verb, done in (("cancel", "canceled"), ("release", "released")):
        refused = error_of(merchant.account.post(f"{SCHEDULES}/{schedule['id']}/{verb}"), 400)
        assert refused["message"] == (
            f"You cannot {verb} a subscription schedule that is currently in the `canceled` status. It must be in "
            f"`not_started, active` status to be {done}."
        )
    assert (
        "updated"
        in error_of(merchant.account.post(f"{SCHEDULES}/{schedule['id']}", {"metadata": {"a": "b"}}), 400)["message"]
    )


def test_a_start_to_come_can_be_canceled(merchant: Merchant) -> None:
    """There never is a subscription."""
    schedule = planned(merchant, phase(merchant.price(), iterations=1), start_date=START + DAY)
    assert merchant.post(f"{SCHEDULES}/{schedule['id']}/cancel")["status"] == "canceled"
    merchant.advance(START + 2 * DAY)
    assert merchant.get("/v1/subscriptions", status="all", test_clock=merchant.clock)["data"] == []


def test_a_canceled_subscription_cancels_its_schedule(merchant: Merchant) -> None:
    """By request; its end cannot be set beside the schedule."""
    schedule = planned(merchant, phase(merchant.price(), iterations=1))
    id = schedule["subscription"]
    refused = error_of(merchant.account.post(f"/v1/subscriptions/{id}", {"cancel_at_period_end": True}), 400)
    assert refused["message"] == (
        f"The subscription is managed by the subscription schedule `{schedule['id']}`, and updating any cancelation "
        "behavior directly is not allowed. Please update the schedule instead."
    )
    merchant.delete(f"/v1/subscriptions/{id}")
    assert merchant.get(f"{SCHEDULES}/{schedule['id']}")["status"] == "canceled"
    assert happened(merchant)[-2:] == ["customer.subscription.deleted", "schedule.canceled"]


def test_a_debt_aborts(merchant: Merchant) -> None:
    """A subscription that ends for want of payment takes its schedule with it."""
    customer = merchant.customer("pm_card_chargeCustomerFail")
    schedule = planned(merchant, phase(merchant.price(), iterations=12), customer=customer)
    merchant.advance(START + 30 * DAY)
    assert merchant.subscription(schedule["subscription"])["status"] == "canceled"
    assert merchant.get(f"{SCHEDULES}/{schedule['id']}")["status"] == "canceled"
    assert happened(merchant)[-2:] == ["customer.subscription.deleted", "schedule.aborted"]


def test_without_anybody_to_charge_it_is_past_due(merchant: Merchant) -> None:
    """No card, no decline: the schedule runs to its end."""
    schedule = planned(merchant, phase(merchant.price(), iterations=1), customer=merchant.customer(None))
    merchant.advance(START + MONTH)
    assert merchant.subscription(schedule["subscription"])["status"] == "past_due"
    assert merchant.get(f"{SCHEDULES}/{schedule['id']}")["status"] == "released"


def test_sent_invoices_need_a_due_date(merchant: Merchant) -> None:
    """By default or by phase."""
    price, customer = merchant.price(), merchant.customer(None)
    given = {"customer": customer, "start_date": "now", "phases": [phase(price, collection_method="send_invoice")]}
    refused = error_of(merchant.account.post(SCHEDULES, given), 400)
    assert refused["param"] == "phases[0][invoice_settings][days_until_due]"
    settings = {"invoice_settings": {"days_until_due": 10}, "collection_method": "send_invoice"}
    schedule = planned(merchant, phase(price), customer=customer, default_settings=settings)
    assert schedule["default_settings"]["invoice_settings"]["days_until_due"] == 10
    subscription = merchant.subscription(schedule["subscription"])
    assert (subscription["collection_method"], subscription["days_until_due"]) == ("send_invoice", 10)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"customer": None}, "customer"),
        ({"start_date": None}, "start_date"),
        ({"phases": None}, "phases"),
        ({"start_date": 0}, "start_date"),
        ({"start_date": START - 400 * DAY}, "phases"),
        ({"phases": [{"items": [{"price": "price_none"}]}]}, "phases[0][items][0][price]"),
        ({"phases": [{"items": [{"price": "{price}"}, {"price": "{price}"}]}]}, "phases[0][items]"),
        ({"phases": [{"items": [{"price": "{price}"}], "iterations": 0}]}, "phases[0][iterations]"),
        (
            {"phases": [{"items": [{"price": "{price}"}], "iterations": 1, "end_date": START + DAY}]},
            "phases[0][end_date]",
        ),
        (
            {"phases": [{"items": [{"price": "{price}"}], "iterations": 1, "trial_end": START + 40 * DAY}]},
            "phases[0][trial_end]",
        ),
        (
            {"phases": [{"items": [{"price": "{price}"}], "discounts": [{"coupon": "none"}]}]},
            "phases[0][discounts][0][coupon]",
        ),
        (
            {"phases": [{"items": [{"price": "{price}"}], "default_payment_method": "pm_none"}]},
            "phases[0][default_payment_method]",
        ),
        ({"phases": [{"items": [{"price": "{price}"}]}] * 11}, "phases"),
    ],
)
def test_schedules_that_cannot_be(merchant: Merchant, changes: JSON, param: str) -> None:
    """Refused by the parameter that is wrong; nothing is left behind."""
    price = merchant.price()

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(member) for name, member in value.items()}
        if isinstance(value, list):
            return [filled(member) for member in value]
        return price if value == "{price}" else value

    given = {"customer": merchant.customer(), "start_date": "now", "phases": [phase(price)], **filled(changes)}
    sent = {name: value for name, value in given.items() if value is not None}
    assert error_of(merchant.account.post(SCHEDULES, sent), 400)["param"] == param
    assert merchant.get("/v1/subscriptions", status="all", test_clock=merchant.clock)["data"] == []
    assert merchant.happened("subscription_schedule.created") == []


def test_lists_by_customer_and_time(merchant: Merchant) -> None:
    """Customer, and when it was released or canceled."""
    first, second = (planned(merchant, phase(merchant.price())) for _ in range(2))
    merchant.post(f"{SCHEDULES}/{second['id']}/release")

    def found(schedule: JSON, **params: object) -> list[str]:
        return [one["id"] for one in merchant.get(SCHEDULES, customer=schedule["customer"], **params)["data"]]

    assert found(first) == [first["id"]]
    assert found(second, released_at={"gte": START}) == [second["id"]]
    assert found(first, released_at={"gte": START}) == found(second, canceled_at={"gte": START}) == []
    assert error_of(merchant.account.get(f"{SCHEDULES}/sub_sched_none"), 404)["code"] == "resource_missing"


def test_as_older_versions_have_it(merchant: Merchant) -> None:
    """A phase's one `coupon`, before `discounts`."""
    coupon = merchant.post("/v1/coupons", percent_off=50, duration="forever")["id"]
    given = {
        "customer": merchant.customer(),
        "start_date": "now",
        "phases": [phase(merchant.price(), iterations=1, coupon=coupon)],
    }
    answer = merchant.account.post(SCHEDULES, given, headers={"Stripe-Version": "2023-10-16"})
    assert answer.status_code == 200, answer.text
    assert merchant.latest(answer.json()["subscription"])["total"] == 750
