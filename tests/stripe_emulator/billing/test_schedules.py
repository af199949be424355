"""Subscription schedules: phases come and go by themselves (https://docs.stripe.com/billing/subscriptions/subscription-schedules)."""

from __future__ import annotations

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.billing.schedules import FEBRUARY, SCHEDULES, happened, phase, planned


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
    assert [one["id"] for one in merchant.get(SCHEDULES, scheduled=True, customer=schedule["customer"])["data"]] == [
        schedule["id"]
    ]
    merchant.advance(START + 5 * DAY)
    begun = merchant.get(f"{SCHEDULES}/{schedule['id']}")
    assert (begun["status"], begun["current_phase"]["start_date"]) == ("active", START + 5 * DAY)
    assert merchant.subscription(begun["subscription"])["start_date"] == START + 5 * DAY
    assert merchant.get(SCHEDULES, scheduled=True, customer=schedule["customer"])["data"] == []
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
