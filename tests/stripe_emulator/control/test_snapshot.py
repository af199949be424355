"""`/_localstack/stripe/snapshot`: what a test asks when it ends, in one answer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, ok
from tests.stripe_emulator.receiver import Receiver

DECLINED = "pm_card_visa_chargeDeclined"


def snapshot(account: Account, **asked: Any) -> dict[str, Any]:
    """What the account holds, as far as it is asked for."""
    return ok(account.introspect("GET", "/snapshot", params={"account": account.name, **asked}))


def test_the_intents_of_these_users_with_their_money(account: Account) -> None:
    """Newest first, each as Stripe's own lists have it, the charges that failed too."""
    first = account.pay(metadata={"user_id": "u1"})["id"]
    refunds = [ok(account.post("/v1/refunds", {"payment_intent": first, "amount": amount})) for amount in (100, 200)]
    second = account.intent(metadata={"user_id": "u2"})["id"]
    account.confirm(second, payment_method=DECLINED)
    account.confirm(second, payment_method="pm_card_visa")
    account.pay(metadata={"user_id": "u3"})
    told = snapshot(account, metadata_key="user_id", metadata_values="u1,u2")
    assert [intent["id"] for intent in told["payment_intents"]] == [second, first]
    assert told["payment_intents"][1] == account.retrieve(first)
    assert told["charges"] == {id: account.charges(id) for id in (first, second)}
    assert [charge["status"] for charge in told["charges"][second]] == ["succeeded", "failed"]
    assert [refund["id"] for refund in told["refunds"][first]] == [refund["id"] for refund in refunds][::-1]
    assert (told["refunds"][second], told["undelivered_events"]) == ([], [])


def test_users_are_named_under_any_key(account: Account) -> None:
    """Each shop has its own; without a key nobody is asked for."""
    mine = account.pay(metadata={"customer": "u1", "user_id": "u2"})["id"]
    account.pay(metadata={"user_id": "u1"})
    told = snapshot(account, metadata_key="customer", metadata_values="u1")
    assert [intent["id"] for intent in told["payment_intents"]] == [mine]
    assert snapshot(account, metadata_values="u1")["payment_intents"] == []


def test_an_intent_may_be_named(account: Account) -> None:
    """One made before is not among the intents; what it has is told."""
    intent = account.pay()
    told = snapshot(account, payment_intents=f"{intent['id']},pi_gone")
    assert [one["id"] for one in told["payment_intents"]] == [intent["id"]]
    later = snapshot(account, payment_intents=intent["id"], created_gte=intent["created"] + 1)
    assert (later["payment_intents"], len(later["charges"][intent["id"]])) == ([], 1)
    assert snapshot(account)["payment_intents"] == []


def test_it_waits_until_the_events_are_delivered(account: Account, receiver: Receiver) -> None:
    """Those about the intents that were asked for; others are not waited for."""
    ok(account.post("/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": ["payment_intent.created"]}))
    gate = receiver.hold()
    mine, other = account.intent(metadata={"user_id": "u1"})["id"], account.intent()["id"]
    events = {event["data"]["object"]["id"]: event["id"] for event in account.events("payment_intent.created")}
    assert snapshot(account, metadata_key="user_id", metadata_values="u1")["undelivered_events"] == [events[mine]]
    assert snapshot(account, payment_intents=other)["undelivered_events"] == [events[other]]
    assert snapshot(account, metadata_key="user_id", metadata_values="u1", wait=1)["undelivered_events"] == [
        events[mine]
    ]
    gate.set()
    assert snapshot(account, metadata_key="user_id", metadata_values="u1", wait=10)["undelivered_events"] == []


def test_what_only_the_clock_delivers_again_is_not_waited_for(account: Account, receiver: Receiver) -> None:
    """An event that was refused is tried again in an hour (fact 109): it is told, and nobody waits."""
    receiver.answers.append(500)
    ok(account.post("/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": ["payment_intent.created"]}))
    mine = account.intent(metadata={"user_id": "u1"})["id"]
    event = account.events("payment_intent.created")[0]["id"]
    receiver.wait_for("payment_intent.created")
    began = time.monotonic()
    told = snapshot(account, payment_intents=mine, wait=20)
    assert (told["undelivered_events"], told["under_way"]) == ([event], [])
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("asked", [{"created_gte": "yesterday"}, {"wait": "-1"}, {"wait": "1.5"}, {"created_gte": "٣"}])
def test_what_is_no_number_is_refused(account: Account, asked: dict[str, str]) -> None:
    answer = account.introspect("GET", "/snapshot", params={"account": account.name, **asked})
    assert error_of(answer, 400)["param"] == next(iter(asked))


def test_an_account_must_be_named(account: Account) -> None:
    assert error_of(account.introspect("GET", "/snapshot"), 400)["param"] == "account"
