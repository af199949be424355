"""Fifty requests at the same moment: the money moves once (facts 26, 32 and 51)."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from tests.stripe_emulator.at_once import at_once
from tests.stripe_emulator.client import Account, error_of, ok

INTENTS = "/v1/payment_intents"
PAY = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_visa",
       "confirm": True}  # fmt: skip
MANY = 50
# With a delay every request has begun before the first one is done.
held_up = pytest.mark.parametrize("delay_ms", [0, 300], ids=["at full speed", "all in progress together"])


@held_up
def test_fifty_confirms_are_one_charge(account: Account, delay_ms: int) -> None:
    """Fact 51: one wins; the others hear that it has succeeded already, or that the object is locked (fact 26)."""
    intent = account.intent(payment_method="pm_card_visa")["id"]
    hold_up(account, f"{INTENTS}/{intent}/confirm", delay_ms)
    answers = at_once(account, MANY, f"{INTENTS}/{intent}/confirm")
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1, statuses
    for lost in (answer for answer in answers if answer.status_code != 200):
        assert error_of(lost, 400, 429)["code"] in ("payment_intent_unexpected_state", "lock_timeout")
    assert [charge["status"] for charge in account.charges(intent)] == ["succeeded"]
    assert account.retrieve(intent)["amount_received"] == 2000
    assert len(account.events("payment_intent.succeeded")) == 1


@held_up
def test_fifty_confirms_under_one_key_are_one_charge(account: Account, delay_ms: int) -> None:
    """Fact 32: the first runs; the others get its answer again, or a 409 while it runs."""
    intent = account.intent(payment_method="pm_card_visa")["id"]
    hold_up(account, f"{INTENTS}/{intent}/confirm", delay_ms)
    answers = at_once(account, MANY, f"{INTENTS}/{intent}/confirm", idempotency_key=account.unique("confirm"))
    assert_one_answer(answers)
    assert [charge["status"] for charge in account.charges(intent)] == ["succeeded"]


@held_up
def test_fifty_creates_under_one_key_are_one_object(account: Account, delay_ms: int) -> None:
    """Facts 29 and 32: one PaymentIntent, one charge, one answer for all who get one."""
    hold_up(account, INTENTS, delay_ms)
    answers = at_once(account, MANY, INTENTS, PAY, idempotency_key=account.unique("create"))
    assert_one_answer(answers)
    assert len(ok(account.get(INTENTS))["data"]) == 1
    assert len(ok(account.get("/v1/charges"))["data"]) == 1


def test_fifty_creates_without_a_key_are_fifty_objects(account: Account) -> None:
    """Nothing is lost or mixed up either: every answer is another PaymentIntent, each paid once."""
    answers = at_once(account, MANY, INTENTS, PAY)
    made = {ok(answer)["id"] for answer in answers}
    assert len(made) == MANY
    charged = [charge["payment_intent"] for charge in ok(account.get("/v1/charges", {"limit": 100}))["data"]]
    assert sorted(charged) == sorted(made)


def hold_up(account: Account, path: str, delay_ms: int) -> None:
    """Let every POST to this path wait that long after it has begun."""
    if delay_ms:
        wish = {"account": account.name, "method": "POST", "path": path, "kind": "latency", "delay_ms": delay_ms}
        assert account.introspect("POST", "/faults", json={**wish, "times": MANY}).status_code == 200


def assert_one_answer(answers: list[httpx.Response]) -> None:
    """One first answer, and beside it only replays of it and refusals."""
    statuses = Counter(answer.status_code for answer in answers)
    served = [answer for answer in answers if answer.status_code == 200]
    first = [answer for answer in served if "idempotent-replayed" not in answer.headers]
    assert len(first) == 1, f"expected one that ran, got {len(first)} of {statuses}"
    assert {answer.content for answer in served} == {first[0].content}
    for refused in (answer for answer in answers if answer.status_code != 200):
        assert error_of(refused, 409, 429)["code"] in ("idempotency_key_in_use", "lock_timeout")
