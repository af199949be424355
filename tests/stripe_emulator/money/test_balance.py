"""Balance transactions, fees and the sums they make (facts 127-131); payouts and top-ups."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.client import JSON, Account, error_of, ok

DAY = 86_400
ASYNC, AT_ONCE = "automatic_async", "automatic"


def advance(account: Account, seconds: int) -> None:
    """Move the account's clock."""
    answer = account.introspect("POST", f"/clock?account={account.name}", json={"advance": seconds})
    assert answer.status_code == 200, answer.text


def transactions(account: Account, **filters: object) -> list[JSON]:
    """The account's balance transactions, oldest first."""
    found = ok(account.get("/v1/balance_transactions", {"limit": 100, **filters}))["data"]
    return list(reversed(found))


def sums(account: Account, currency: str = "usd") -> tuple[int, int]:
    """What is available and what is pending."""
    balance = ok(account.get("/v1/balance"))
    return (
        sum(one["amount"] for one in balance["available"] if one["currency"] == currency),
        sum(one["amount"] for one in balance["pending"] if one["currency"] == currency),
    )


def charge_of(account: Account, intent: JSON, **params: object) -> JSON:
    """The latest charge of a PaymentIntent."""
    return ok(account.get(f"/v1/charges/{intent['latest_charge']}", params))


@pytest.mark.parametrize(("amount", "fee"), [(1000, 59), (950, 58), (2250, 95), (22500, 683), (25000, 755)])
def test_recorded_fees(account: Account, amount: int, fee: int) -> None:
    """Fact 128: 2.9 % and 30 cents, half up."""
    intent = account.pay(amount=amount)
    booked = charge_of(account, intent, expand=["balance_transaction"])["balance_transaction"]
    assert (booked["amount"], booked["fee"], booked["net"]) == (amount, fee, amount - fee)
    assert booked["fee_details"] == [
        {
            "amount": fee,
            "application": None,
            "currency": "usd",
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    assert (booked["type"], booked["reporting_category"], booked["source"]) == (
        "charge",
        "charge",
        intent["latest_charge"],
    )
    assert booked["status"] == "pending"
    assert booked["available_on"] % DAY == 0, "midnight UTC (fact 127)"
    assert 6 * DAY < booked["available_on"] - booked["created"] <= 7 * DAY


def test_cards_from_elsewhere_cost_more(account: Account) -> None:
    """Fact 128: cross-border fees; 1.5 % for a US account."""
    account.pay("pm_card_de", amount=1000)
    assert transactions(account)[0]["fee"] == 44 + 30


def test_the_answer_comes_before_the_booking(account: Account) -> None:
    """Facts 79, 11b: `automatic_async` answers without a balance transaction, then charge.updated tells of it."""
    intent = account.pay(expand=["latest_charge"])
    assert intent["capture_method"] == ASYNC
    assert intent["latest_charge"]["balance_transaction"] is None
    (told,) = account.events("charge.updated")
    assert told["data"]["previous_attributes"] == {"balance_transaction": None}
    assert told["data"]["object"]["balance_transaction"] == transactions(account)[0]["id"]
    assert told["request"] == {"id": None, "idempotency_key": None}


def test_automatic_books_at_once(account: Account) -> None:
    """With `capture_method=automatic` the transaction is there in the answer, and no charge.updated follows."""
    intent = account.pay(capture_method=AT_ONCE, expand=["latest_charge.balance_transaction"])
    assert intent["latest_charge"]["balance_transaction"]["net"] == 2000 - 88
    assert account.events("charge.updated") == []


def test_old_versions_capture_at_once(account: Account) -> None:
    """Before 2024-04-10 the default was `automatic`."""
    params = {"amount": 500, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    intent = account.post("/v1/payment_intents", params, headers={"Stripe-Version": "2023-05-11"}).json()
    assert intent["capture_method"] == AT_ONCE


def test_only_money_is_booked(account: Account) -> None:
    """Fact 131: nothing for a decline, a hold, or an intent."""
    account.intent()
    account.try_pay("pm_card_visa_chargeDeclined")
    account.pay(capture_method="manual")
    assert transactions(account) == []
    assert sums(account) == (0, 0)


def test_pending_becomes_available(account: Account) -> None:
    """Fact 129: pending until available_on, then balance.available."""
    account.pay(amount=1000)
    account.pay(amount=1000)
    assert sums(account) == (0, 1882)
    advance(account, 7 * DAY)
    assert sums(account) == (1882, 0)
    assert {one["status"] for one in transactions(account)} == {"available"}
    (told,) = account.events("balance.available")
    assert told["data"]["object"]["available"] == [{"amount": 1882, "currency": "usd", "source_types": {"card": 1882}}]


def test_cards_that_are_available_at_once(account: Account) -> None:
    """Fact 129: 4000000000000077; the official CLI triggers balance.available with it."""
    account.pay("pm_card_bypassPending")
    assert sums(account) == (1912, 0)
    assert len(account.events("balance.available")) == 1


def test_currencies_have_their_own_balance(account: Account) -> None:
    """Nothing is converted."""
    account.pay(amount=1000, currency="eur")
    account.pay(amount=1000)
    assert (sums(account, "eur"), sums(account, "usd")) == ((0, 941), (0, 941))


def test_a_partial_capture(account: Account) -> None:
    """Fact 78: the whole authorization, and the rest given back; the fee is of what was captured."""
    intent = account.pay(capture_method="manual")
    ok(account.post(f"/v1/payment_intents/{intent['id']}/capture", {"amount_to_capture": 500}))
    charge, refund = transactions(account)
    assert [(one["type"], one["amount"], one["fee"]) for one in (charge, refund)] == [
        ("charge", 2000, 45),
        ("refund", -1500, 0),
    ]
    assert sums(account) == (0, 455)
    assert charge_of(account, intent)["balance_transaction"] == charge["id"]


def test_a_refund_takes_the_amount(account: Account) -> None:
    """Fact 130: minus the amount, no fee back, out of the pending money while that is pending."""
    intent = account.pay(amount=1000)
    refund = ok(account.post("/v1/refunds", {"payment_intent": intent["id"], "amount": 300}))
    booked = ok(account.get(f"/v1/balance_transactions/{refund['balance_transaction']}", {"expand": ["source"]}))
    assert (booked["amount"], booked["fee"], booked["type"]) == (-300, 0, "refund")
    assert booked["source"]["id"] == refund["id"]
    assert booked["description"] == "REFUND FOR CHARGE"
    assert sums(account) == (0, 641)


def test_a_refund_that_fails_comes_back(account: Account) -> None:
    """Facts 89, 130: refund_failure returns the money."""
    intent = account.pay("pm_card_refundFail", amount=1000)
    refund = ok(account.post("/v1/refunds", {"payment_intent": intent["id"]}))
    assert sums(account) == (0, -59)
    advance(account, 5)
    assert sums(account) == (0, 941)
    failed = ok(account.get(f"/v1/refunds/{refund['id']}"))
    booked = ok(account.get(f"/v1/balance_transactions/{failed['failure_balance_transaction']}"))
    assert (booked["type"], booked["amount"], booked["source"]) == ("refund_failure", 1000, refund["id"])


def test_list_filters(account: Account) -> None:
    """Fact 45."""
    intent = account.pay(amount=1000)
    account.pay(amount=1000, currency="eur")
    account.post("/v1/refunds", {"payment_intent": intent["id"]})
    assert len(transactions(account, currency="eur")) == 1
    assert len(transactions(account, type="refund")) == 1
    assert [one["type"] for one in transactions(account, source=intent["latest_charge"])] == ["charge"]
    error = error_of(account.get("/v1/balance_transactions/txn_nope"), 404)
    assert error["message"] == "No such balance_transaction: 'txn_nope'"


def test_payout(account: Account) -> None:
    """From created to paid, with its money."""
    account.pay("pm_card_bypassPending")
    payout = ok(account.post("/v1/payouts", {"amount": 1100, "currency": "usd"}))
    assert (payout["status"], payout["automatic"], payout["method"]) == ("pending", False, "standard")
    assert sums(account) == (812, 0)
    assert transactions(account, type="payout")[0]["net"] == -1100
    ok(account.post(f"/v1/payouts/{payout['id']}", {"metadata": {"foo": "bar"}}))
    advance(account, 5)
    paid = ok(account.get(f"/v1/payouts/{payout['id']}", {"expand": ["destination", "balance_transaction"]}))
    assert (paid["status"], paid["destination"]["object"]) == ("paid", "bank_account")
    assert [event["type"] for event in account.events("payout.created", "payout.updated", "payout.paid")] == [
        "payout.created",
        "payout.updated",
        "payout.updated",
        "payout.paid",
    ]


def test_a_payout_needs_available_money(account: Account) -> None:
    """400 balance_insufficient."""
    account.pay()
    error = error_of(account.post("/v1/payouts", {"amount": 100, "currency": "usd"}), 400)
    assert (error["code"], error["param"]) == ("balance_insufficient", "amount")


def test_cancel_a_payout(account: Account) -> None:
    """Only while it is pending; the money is back."""
    account.introspect("POST", f"/clock?account={account.name}", json={"freeze": True})
    account.pay("pm_card_bypassPending")
    payout = ok(account.post("/v1/payouts", {"amount": 1000, "currency": "usd"}))
    assert ok(account.post(f"/v1/payouts/{payout['id']}/cancel"))["status"] == "canceled"
    assert sums(account) == (1912, 0)
    error_of(account.post(f"/v1/payouts/{payout['id']}/cancel"), 400)
    assert len(account.events("payout.canceled")) == 1


def test_reverse_a_payout(account: Account) -> None:
    """A payout the other way round."""
    account.pay("pm_card_bypassPending")
    payout = ok(account.post("/v1/payouts", {"amount": 1000, "currency": "usd"}))
    error_of(account.post(f"/v1/payouts/{payout['id']}/reverse"), 400)
    advance(account, 5)
    back = ok(account.post(f"/v1/payouts/{payout['id']}/reverse"))
    assert (back["amount"], back["original_payout"]) == (-1000, payout["id"])
    assert ok(account.get(f"/v1/payouts/{payout['id']}"))["reversed_by"] == back["id"]
    assert sums(account) == (1912, 0)
    error_of(account.post(f"/v1/payouts/{payout['id']}/reverse"), 400)


@pytest.mark.parametrize(("number", "code"), [("000111111116", "no_account"), ("000111111113", "account_closed")])
def test_a_payout_that_fails(account: Account, number: str, code: str) -> None:
    """By the bank account's test number (https://docs.stripe.com/connect/testing#account-numbers)."""
    own = ok(account.get("/v1/account"))["id"]
    given = {"country": "US", "currency": "usd", "account_number": number, "routing_number": "110000000"}
    token = ok(account.post("/v1/tokens", {"bank_account": given}))["id"]
    ok(account.post(f"/v1/accounts/{own}/external_accounts", {"external_account": token}))
    account.pay("pm_card_bypassPending")
    payout = ok(account.post("/v1/payouts", {"amount": 1000, "currency": "usd"}))
    advance(account, 5)
    failed = ok(account.get(f"/v1/payouts/{payout['id']}"))
    assert (failed["status"], failed["failure_code"]) == ("failed", code)
    assert sums(account) == (1912, 0)
    assert len(account.events("payout.failed")) == 1


def test_top_up(account: Account) -> None:
    """Pending, then there."""
    topup = ok(account.post("/v1/topups", {"amount": 2000, "currency": "usd", "description": "more"}))
    assert topup["status"] == "pending"
    advance(account, 5)
    assert ok(account.get(f"/v1/topups/{topup['id']}"))["status"] == "succeeded"
    assert sums(account) == (2000, 0)
    error_of(account.post(f"/v1/topups/{topup['id']}/cancel"), 400)
    assert [event["type"] for event in account.events("topup.created", "topup.succeeded")] == [
        "topup.created",
        "topup.succeeded",
    ]
