"""Periods end, trials end, payments fail and are tried again (facts 121-123)."""

from __future__ import annotations

from tests.stripe_emulator.billing.merchant import DAY, HOUR, MONTH, START, Merchant, lines
from tests.stripe_emulator.client import error_of


def test_a_period_is_billed_an_hour_after_it_began(merchant: Merchant) -> None:
    """A draft at the boundary, finalized and charged an hour later."""
    subscription = merchant.subscribe(merchant.customer())
    first = subscription["latest_invoice"]
    merchant.advance(START + MONTH)
    draft = merchant.latest(subscription["id"])
    assert (draft["status"], draft["billing_reason"], draft["auto_advance"]) == ("draft", "subscription_cycle", True)
    assert (draft["created"], draft["automatically_finalizes_at"]) == (START + MONTH, START + MONTH + HOUR)
    assert (draft["period_start"], draft["period_end"]) == (START, START + MONTH)
    (line,) = draft["lines"]["data"]
    assert line["period"] == {"start": START + MONTH, "end": START + MONTH + 29 * DAY}
    previous = merchant.told("customer.subscription.updated")["previous_attributes"]
    assert previous["latest_invoice"] == first
    assert previous["items"]["data"][0]["current_period_end"] == START + MONTH
    merchant.advance(START + MONTH + HOUR)
    paid = merchant.latest(subscription["id"])
    assert (paid["status"], paid["status_transitions"]["paid_at"]) == ("paid", START + MONTH + HOUR)
    assert paid["number"].endswith("-0002")
    assert merchant.account.retrieve(merchant.intent(paid["id"]))["description"] == "Subscription update"


def test_a_subscription_of_the_31st_is_billed_on_the_last_day_of_short_months(merchant: Merchant) -> None:
    """29 February, then 31 March."""
    customer = merchant.customer()
    merchant.advance(START + 30 * DAY)
    subscription = merchant.subscribe(customer)
    merchant.advance(START + 60 * DAY)
    item = merchant.subscription(subscription["id"])["items"]["data"][0]
    february, march = START + 59 * DAY, START + 90 * DAY
    assert (item["current_period_start"], item["current_period_end"]) == (february, march)


def test_a_failed_renewal_is_tried_again_and_then_ends_it(merchant: Merchant) -> None:
    """past_due, three retries by the schedule, canceled for `payment_failed`."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    merchant.advance(START + MONTH + HOUR)
    assert merchant.subscription(subscription["id"])["status"] == "past_due"
    invoice = merchant.latest(subscription["id"])
    failed_at = START + MONTH + HOUR
    assert (invoice["status"], invoice["attempt_count"]) == ("open", 1)
    assert invoice["next_payment_attempt"] == failed_at + 3 * DAY
    assert merchant.told("customer.subscription.updated")["previous_attributes"] == {"status": "active"}
    assert merchant.get(f"/v1/customers/{customer}")["delinquent"] is True
    merchant.advance(failed_at + 3 * DAY)
    again = merchant.latest(subscription["id"])
    assert (again["attempt_count"], again["next_payment_attempt"]) == (2, failed_at + 8 * DAY)
    merchant.advance(failed_at + 15 * DAY)
    ended = merchant.subscription(subscription["id"])
    assert (ended["status"], ended["cancellation_details"]["reason"]) == ("canceled", "payment_failed")
    last = merchant.latest(subscription["id"])
    assert (last["status"], last["attempt_count"], last["auto_advance"], last["next_payment_attempt"]) == (
        "open", 4, False, None
    )  # fmt: skip
    assert merchant.happened("customer.subscription.deleted") == ["customer.subscription.deleted"]
    merchant.advance(failed_at + 40 * DAY)
    assert len(merchant.get("/v1/invoices", customer=customer)["data"]) == 2, "nothing is billed after the end"


def test_a_better_card_recovers_it(merchant: Merchant) -> None:
    """The next retry takes the new default; past_due becomes active."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)
    merchant.pay_with(customer, "pm_card_chargeCustomerFail")
    merchant.advance(START + MONTH + HOUR)
    merchant.pay_with(customer, "pm_card_visa")
    merchant.advance(START + MONTH + HOUR + 3 * DAY)
    assert merchant.subscription(subscription["id"])["status"] == "active"
    assert merchant.latest(subscription["id"])["status"] == "paid"
    assert merchant.told("customer.subscription.updated")["previous_attributes"] == {"status": "past_due"}
    assert merchant.get(f"/v1/customers/{customer}")["delinquent"] is False


def test_a_card_that_was_set_up_renews_without_the_shopper(merchant: Merchant) -> None:
    """Authenticated on the first payment, not asked again; one that always asks leaves the invoice open."""
    customer = merchant.customer("pm_card_authenticationRequiredOnSetup")
    subscription = merchant.subscribe(customer)
    intent = merchant.account.retrieve(merchant.intent(subscription["latest_invoice"]))
    merchant.account.http.post(intent["next_action"]["use_stripe_sdk"]["stripe_js"], content="outcome=succeed")
    merchant.advance(START + MONTH + 2 * HOUR)
    assert merchant.latest(subscription["id"])["status"] == "paid"
    merchant.pay_with(customer, "pm_card_authenticationRequired")
    merchant.advance(START + MONTH + 30 * DAY)
    invoice = merchant.latest(subscription["id"])
    assert invoice["status"] == "open"
    assert merchant.account.retrieve(merchant.intent(invoice["id"]))["status"] == "requires_action"
    assert merchant.subscription(subscription["id"])["status"] == "past_due"


def test_a_trial_is_free_warned_of_and_then_billed(merchant: Merchant) -> None:
    """An invoice over nothing, a warning three days before the end, the first period from there."""
    subscription = merchant.subscribe(merchant.customer(), trial_period_days=7)
    end = START + 7 * DAY
    assert (subscription["status"], subscription["trial_start"], subscription["trial_end"]) == ("trialing", START, end)
    assert subscription["billing_cycle_anchor"] == end
    first = merchant.latest(subscription["id"])
    assert (first["status"], first["total"], first["attempt_count"]) == ("paid", 0, 0)
    assert lines(first) == [(0, "Free trial for 1 × Gold")]
    merchant.advance(end - 3 * DAY - 1)
    assert merchant.happened("customer.subscription.trial_will_end") == []
    merchant.advance(end - 3 * DAY)
    assert merchant.happened("customer.subscription.trial_will_end") == ["customer.subscription.trial_will_end"]
    merchant.advance(end + HOUR)
    active = merchant.subscription(subscription["id"])
    assert active["status"] == "active"
    assert active["items"]["data"][0]["current_period_end"] == START + 38 * DAY
    assert merchant.latest(subscription["id"])["amount_paid"] == 1500
    assert merchant.told("customer.subscription.updated")["previous_attributes"]["status"] == "trialing"


def test_a_short_trial_is_warned_of_at_once(merchant: Merchant) -> None:
    """Shorter than three days (fact 122)."""
    merchant.subscribe(merchant.customer(None), trial_period_days=1)
    assert merchant.happened("customer.subscription.created", "customer.subscription.trial_will_end") == [
        "customer.subscription.created", "customer.subscription.trial_will_end"
    ]  # fmt: skip


def test_a_trial_without_a_card_pauses(merchant: Merchant) -> None:
    """`pause`: paused, nothing is billed, until it is resumed and paid."""
    customer = merchant.customer(None)
    ending = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = merchant.subscribe(customer, trial_period_days=7, trial_settings=ending)
    assert subscription["trial_settings"] == ending
    merchant.advance(START + 8 * DAY)
    assert merchant.subscription(subscription["id"])["status"] == "paused"
    assert merchant.happened("customer.subscription.paused") == ["customer.subscription.paused"]
    merchant.advance(START + 50 * DAY)
    assert len(merchant.get("/v1/invoices", customer=customer)["data"]) == 1
    merchant.pay_with(customer, "pm_card_visa")
    resumed = merchant.post(f"/v1/subscriptions/{subscription['id']}/resume")
    assert (resumed["status"], resumed["billing_cycle_anchor"]) == ("active", START + 50 * DAY)
    assert merchant.latest(subscription["id"])["amount_paid"] == 1500
    assert merchant.happened("customer.subscription.resumed") == ["customer.subscription.resumed"]
    error_of(merchant.account.post(f"/v1/subscriptions/{subscription['id']}/resume"), 400)


def test_a_trial_without_a_card_cancels(merchant: Merchant) -> None:
    """`cancel`."""
    ending = {"end_behavior": {"missing_payment_method": "cancel"}}
    subscription = merchant.subscribe(merchant.customer(None), trial_period_days=7, trial_settings=ending)
    merchant.advance(START + 7 * DAY)
    assert merchant.subscription(subscription["id"])["status"] == "canceled"


def test_a_trial_without_a_card_is_billed_otherwise(merchant: Merchant) -> None:
    """`create_invoice`, the default: past due when nobody pays."""
    subscription = merchant.subscribe(merchant.customer(None), trial_period_days=7)
    merchant.advance(START + 7 * DAY + HOUR)
    assert merchant.subscription(subscription["id"])["status"] == "past_due"
    assert merchant.latest(subscription["id"])["status"] == "open"


def test_trial_end_now_pauses_once(merchant: Merchant) -> None:
    """By request: one update, one `paused`."""
    ending = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = merchant.subscribe(merchant.customer(None), trial_period_days=7, trial_settings=ending)
    paused = merchant.post(f"/v1/subscriptions/{subscription['id']}", trial_end="now")
    assert paused["status"] == "paused"
    assert merchant.happened("customer.subscription.updated", "customer.subscription.paused") == [
        "customer.subscription.updated", "customer.subscription.paused"
    ]  # fmt: skip


def test_trial_end_now_bills_the_first_period(merchant: Merchant) -> None:
    """From now, at once."""
    subscription = merchant.subscribe(merchant.customer(), trial_period_days=7)
    merchant.advance(START + 2 * DAY)
    active = merchant.post(f"/v1/subscriptions/{subscription['id']}", trial_end="now")
    assert (active["status"], active["billing_cycle_anchor"]) == ("active", START + 2 * DAY)
    invoice = merchant.latest(subscription["id"])
    assert (invoice["status"], invoice["amount_paid"]) == ("paid", 1500)


def test_collection_pauses_and_resumes(merchant: Merchant) -> None:
    """`void`: what would be collected is void; at `resumes_at` it goes on."""
    subscription = merchant.subscribe(merchant.customer(), merchant.price(interval="week"))
    path, week = f"/v1/subscriptions/{subscription['id']}", 7 * DAY
    paused = merchant.post(path, pause_collection={"behavior": "void", "resumes_at": START + 10 * DAY})
    assert paused["pause_collection"] == {"behavior": "void", "resumes_at": START + 10 * DAY}
    assert paused["status"] == "active"
    merchant.advance(START + week + HOUR)
    assert merchant.latest(subscription["id"])["status"] == "void"
    merchant.advance(START + 2 * week + HOUR)
    assert merchant.subscription(subscription["id"])["pause_collection"] is None
    assert merchant.latest(subscription["id"])["status"] == "paid"
    merchant.post(path, pause_collection={"behavior": "keep_as_draft"})
    merchant.advance(START + 3 * week + DAY)
    draft = merchant.latest(subscription["id"])
    assert (draft["status"], draft["auto_advance"]) == ("draft", False)
    merchant.post(path, pause_collection={"behavior": "mark_uncollectible"})
    merchant.advance(START + 4 * week + DAY)
    assert merchant.latest(subscription["id"])["status"] == "uncollectible"
    assert merchant.post(path, pause_collection="")["pause_collection"] is None


def test_what_waits_can_be_billed_between_periods(merchant: Merchant) -> None:
    """`pending_invoice_item_interval`."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer, pending_invoice_item_interval={"interval": "week"})
    assert subscription["pending_invoice_item_interval"] == {"interval": "week", "interval_count": 1}
    merchant.post("/v1/invoiceitems", customer=customer, amount=900, currency="usd", subscription=subscription["id"])
    merchant.advance(START + 8 * DAY)
    invoice = merchant.latest(subscription["id"])
    assert (invoice["billing_reason"], invoice["amount_paid"]) == ("automatic_pending_invoice_item_invoice", 900)
