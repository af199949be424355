"""Subscription schedules: phases come and go by themselves (https://docs.stripe.com/billing/subscriptions/subscription-schedules)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import JSON, error_of

SCHEDULES = "/v1/subscription_schedules"
FEBRUARY = 29 * DAY
TOLD = (
    "subscription_schedule.aborted", "subscription_schedule.canceled", "subscription_schedule.completed",
    "subscription_schedule.created", "subscription_schedule.expiring", "subscription_schedule.released",
    "subscription_schedule.updated", "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted",
)  # fmt: skip


def phase(price: str, quantity: int = 1, **params: Any) -> JSON:
    """A phase of one item."""
    return {"items": [{"price": price, "quantity": quantity}], **params}


def planned(merchant: Merchant, *phases: JSON, **params: Any) -> JSON:
    """A schedule that starts now."""
    customer = params.pop("customer", None) or merchant.customer()
    return merchant.post(SCHEDULES, **{"customer": customer, "start_date": "now", "phases": list(phases), **params})


def happened(merchant: Merchant) -> list[str]:
    """What was told, in short."""
    return [type.replace("subscription_schedule", "schedule") for type in merchant.happened(*TOLD)]


def test_phases_follow_each_other(merchant: Merchant) -> None:
    """Two phases of a month: the second price is on the second invoice; then the subscription goes on by itself."""
    cheap, dear = merchant.price(1000), merchant.price(3000)
    schedule = planned(
        merchant, phase(cheap, iterations=1), phase(dear, 2, duration={"interval": "month", "interval_count": 1})
    )
    first, second = schedule["phases"]
    assert (first["start_date"], first["end_date"], second["end_date"]) == (
        START, START + MONTH, START + MONTH + FEBRUARY
    )  # fmt: skip
    assert (schedule["status"], schedule["end_behavior"]) == ("active", "release")
    assert schedule["current_phase"] == {"start_date": START, "end_date": START + MONTH}
    id = schedule["subscription"]
    subscription = merchant.subscription(id)
    assert (subscription["status"], subscription["schedule"], subscription["cancel_at"]) == (
        "active", schedule["id"], None
    )  # fmt: skip
    assert merchant.latest(id)["status"] == "draft", "the first invoice of a schedule stays a draft for an hour"
    merchant.advance(START + 2 * HOUR)
    assert merchant.latest(id)["status"] == "paid"
    merchant.advance(START + MONTH + 2 * HOUR)
    item = merchant.subscription(id)["items"]["data"][0]
    assert (item["price"]["id"], item["quantity"]) == (dear, 2)
    invoice = merchant.latest(id)
    assert (invoice["status"], lines(invoice)) == ("paid", [(6000, "2 × Gold (at $30.00 / month)")])
    assert merchant.get(f"{SCHEDULES}/{schedule['id']}")["current_phase"]["start_date"] == START + MONTH
    end = START + MONTH + FEBRUARY
    merchant.advance(end)
    done = merchant.get(f"{SCHEDULES}/{schedule['id']}")
    assert (done["status"], done["completed_at"], done["released_at"]) == ("released", end, end)
    assert (done["subscription"], done["released_subscription"], done["current_phase"]) == (None, id, None)
    assert (merchant.subscription(id)["status"], merchant.subscription(id)["schedule"]) == ("active", None)
    assert merchant.latest(id)["amount_due"] == 6000, "the period after the last phase is billed at its price"
    assert happened(merchant) == [
        "customer.subscription.created", "schedule.created",
        "customer.subscription.updated", "schedule.updated", "customer.subscription.updated",
        "schedule.expiring",
        "schedule.completed", "schedule.updated", "customer.subscription.updated", "schedule.released",
        "customer.subscription.updated",
    ]  # fmt: skip


def test_an_end_that_cancels(merchant: Merchant) -> None:
    """`end_behavior=cancel`: the subscription says when it will end, a week before it is announced."""
    schedule = planned(merchant, phase(merchant.price(), iterations=1), end_behavior="cancel")
    id = schedule["subscription"]
    assert merchant.subscription(id)["cancel_at"] == START + MONTH
    merchant.advance(START + MONTH - 7 * DAY - 1)
    assert "schedule.expiring" not in happened(merchant)
    merchant.advance(START + MONTH - 7 * DAY)
    assert merchant.told("subscription_schedule.expiring")["object"]["id"] == schedule["id"]
    merchant.advance(START + MONTH)
    done = merchant.get(f"{SCHEDULES}/{schedule['id']}")
    assert (done["status"], done["completed_at"], done["subscription"]) == ("completed", START + MONTH, id)
    assert merchant.subscription(id)["status"] == "canceled"
    assert happened(merchant)[-2:] == ["customer.subscription.deleted", "schedule.completed"]
    assert len(merchant.get("/v1/invoices", subscription=id)["data"]) == 1, "nothing is billed after the end"


def test_a_change_within_a_period_is_prorated(merchant: Merchant) -> None:
    """A phase that ends in the middle of a period: credit and debit wait for the next invoice, unless `none`."""
    cheap, dear = merchant.price(3100), merchant.price(6200)
    half = START + 15 * DAY + DAY // 2
    planned(merchant, phase(cheap, end_date=half), phase(dear, iterations=1))
    merchant.advance(half)
    waiting = merchant.get("/v1/invoiceitems", pending=True)["data"]
    assert sorted(item["amount"] for item in waiting) == [-1550, 3100]
    quiet = planned(
        merchant,
        phase(cheap, end_date=half + 31 * DAY),
        phase(dear, iterations=1, proration_behavior="none"),
        customer=merchant.customer(),
    )
    merchant.advance(half + 31 * DAY)
    customer = quiet["customer"]
    assert merchant.get("/v1/invoiceitems", pending=True, customer=customer)["data"] == []


def test_the_anchor_moves_with_the_phase_when_it_is_to(merchant: Merchant) -> None:
    """`billing_cycle_anchor=phase_start` begins a period with the phase, and bills it at once."""
    price = merchant.price(3100)
    schedule = planned(
        merchant,
        phase(price, end_date=START + 10 * DAY),
        phase(price, 2, iterations=1, billing_cycle_anchor="phase_start", proration_behavior="none"),
    )
    merchant.advance(START + 10 * DAY)
    subscription = merchant.subscription(schedule["subscription"])
    assert subscription["billing_cycle_anchor"] == START + 10 * DAY
    assert (merchant.latest(subscription["id"])["total"], merchant.latest(subscription["id"])["status"]) == (
        6200, "paid"
    )  # fmt: skip


def test_a_start_to_come(merchant: Merchant) -> None:
    """Nothing is there before; at the start the subscription is."""
    price = merchant.price()
    schedule = planned(merchant, phase(price, iterations=2), start_date=START + 5 * DAY)
    assert (schedule["status"], schedule["subscription"], schedule["current_phase"]) == ("not_started", None, None)
    assert [one["id"] for one in merchant.get(SCHEDULES, scheduled=True)["data"]] == [schedule["id"]]
    merchant.advance(START + 5 * DAY)
    begun = merchant.get(f"{SCHEDULES}/{schedule['id']}")
    assert (begun["status"], begun["current_phase"]["start_date"]) == ("active", START + 5 * DAY)
    assert merchant.subscription(begun["subscription"])["start_date"] == START + 5 * DAY
    assert merchant.get(SCHEDULES, scheduled=True)["data"] == []
    assert happened(merchant) == ["schedule.created", "customer.subscription.created", "schedule.updated"]


def test_a_start_in_the_past_is_billed_too(merchant: Merchant) -> None:
    """Backdated: the days since the start are on the first invoice."""
    schedule = planned(merchant, phase(merchant.price(3100), iterations=2), start_date=START - 10 * DAY)
    subscription = merchant.subscription(schedule["subscription"])
    assert subscription["start_date"] == START - 10 * DAY
    amounts = [amount for amount, _ in lines(merchant.latest(subscription["id"]))]
    assert sum(amounts) == 3100 + 1000, "ten of December's 31 days and the month to come"


def test_a_phase_on_trial(merchant: Merchant) -> None:
    """`trial` makes a phase free; the next one is paid."""
    price = merchant.price()
    schedule = planned(merchant, phase(price, iterations=1, trial=True), phase(price, iterations=1))
    assert schedule["phases"][0]["trial_end"] == START + MONTH
    id = schedule["subscription"]
    assert (merchant.subscription(id)["status"], merchant.latest(id)["total"]) == ("trialing", 0)
    merchant.advance(START + MONTH + 2 * HOUR)
    assert merchant.subscription(id)["status"] == "active"
    assert (merchant.latest(id)["amount_paid"], merchant.latest(id)["status"]) == (1500, "paid")


def test_a_phase_has_its_own_terms(merchant: Merchant) -> None:
    """Coupon, tax, metadata and one-time charges come and go with the phase."""
    coupon = merchant.post("/v1/coupons", percent_off=50, duration="forever")["id"]
    rate = merchant.post("/v1/tax_rates", display_name="VAT", percentage=10, inclusive=False)["id"]
    price = merchant.price(1000)
    schedule = planned(
        merchant,
        phase(
            price,
            iterations=1,
            discounts=[{"coupon": coupon}],
            metadata={"phase": "first"},
            description="Half price",
            add_invoice_items=[{"price": merchant.one_time(700)}],
        ),
        phase(price, iterations=1, default_tax_rates=[rate], metadata={"phase": "second"}),
    )
    id = schedule["subscription"]
    first = merchant.subscription(id)
    assert (first["description"], first["metadata"]) == ("Half price", {"phase": "first"})
    assert (merchant.latest(id)["subtotal"], merchant.latest(id)["total"]) == (1700, 850)
    merchant.advance(START + MONTH)
    second = merchant.subscription(id)
    assert (second["discounts"], second["metadata"], second["description"]) == ([], {"phase": "second"}, None)
    assert (merchant.latest(id)["subtotal"], merchant.latest(id)["total"]) == (1000, 1100)


def test_prices_that_are_not_for_sale_any_more(merchant: Merchant) -> None:
    """What was planned holds: an archived price, and one made for the schedule."""
    archived = merchant.price(2500)
    data = {"currency": "usd", "product": merchant.product, "unit_amount": 900, "recurring": {"interval": "month"}}
    schedule = planned(merchant, {"items": [{"price_data": data}], "iterations": 1}, phase(archived, iterations=1))
    merchant.post(f"/v1/prices/{archived}", active=False)
    merchant.advance(START + MONTH)
    item = merchant.subscription(schedule["subscription"])["items"]["data"][0]
    assert item["price"]["id"] == archived


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
    assert merchant.get("/v1/subscriptions", status="all")["data"] == []


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
    assert merchant.get("/v1/subscriptions", status="all")["data"] == []
    assert merchant.get(SCHEDULES)["data"] == []


def test_lists_by_customer_and_time(merchant: Merchant) -> None:
    """Customer, and when it was released or canceled."""
    first, second = (planned(merchant, phase(merchant.price())) for _ in range(2))
    merchant.post(f"{SCHEDULES}/{second['id']}/release")
    assert [one["id"] for one in merchant.get(SCHEDULES, customer=first["customer"])["data"]] == [first["id"]]
    assert [one["id"] for one in merchant.get(SCHEDULES, released_at={"gte": START})["data"]] == [second["id"]]
    assert merchant.get(SCHEDULES, canceled_at={"gte": START})["data"] == []
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
