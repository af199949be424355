"""One Idempotency-Key, one piece of work (facts 28-33)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.stripe_emulator.client import Account, error_of, ok

INTENTS = "/v1/payment_intents"
PARAMS = {"amount": 2000, "currency": "usd"}


@pytest.fixture
def key(account: Account) -> str:
    """The Idempotency-Key of this test."""
    return account.unique("k")


def create(account: Account, key: str, **changes: Any) -> httpx.Response:
    """Create a PaymentIntent under a key."""
    return account.post(INTENTS, {**PARAMS, **changes}, idempotency_key=key)


@pytest.mark.stripe
def test_a_replay_is_the_first_answer(account: Account, key: str) -> None:
    """Facts 7, 29 and 33: same body, marked as replayed, naming the original request."""
    first, second = create(account, key), create(account, key)
    assert second.status_code == first.status_code == 200
    assert second.json() == first.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["original-request"] == first.headers["request-id"]
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == key
    assert len(ok(account.get(INTENTS))["data"]) == 1


@pytest.mark.stripe
def test_a_replay_is_not_the_present_state(account: Account, key: str) -> None:
    """Fact 29: the stored answer, whatever happened since."""
    first = ok(create(account, key))
    ok(account.post(f"{INTENTS}/{first['id']}/cancel"))
    assert ok(create(account, key))["status"] == "requires_payment_method"


@pytest.mark.stripe
def test_different_keys_are_different_work(account: Account) -> None:
    """And so is no key at all."""
    assert ok(create(account, "a"))["id"] != ok(create(account, "b"))["id"]
    assert ok(account.post(INTENTS, PARAMS))["id"] != ok(account.post(INTENTS, PARAMS))["id"]


@pytest.mark.stripe
def test_other_parameters_are_refused(account: Account, key: str) -> None:
    """Fact 31."""
    ok(create(account, key))
    error = error_of(create(account, key, amount=3000), 400)
    assert error["type"] == "idempotency_error"
    assert error["message"] == (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a "
        f"key other than '{key}' if you meant to execute a different request."
    )


@pytest.mark.stripe
def test_another_endpoint_is_refused(account: Account, key: str) -> None:
    """Fact 31."""
    ok(create(account, key))
    error = error_of(account.post("/v1/customers", PARAMS, idempotency_key=key), 400)
    assert error["type"] == "idempotency_error"
    assert error["message"].startswith(
        "Keys for idempotent requests can only be used for the same endpoint they were first used for "
        "('/v1/customers' vs '/v1/payment_intents')."
    ), error["message"]


@pytest.mark.stripe
def test_the_order_of_parameters_does_not_matter(account: Account, key: str) -> None:
    """The parameters are compared, not the bytes."""
    first = account.post(INTENTS, {"amount": 2000, "currency": "usd"}, idempotency_key=key)
    second = account.post(INTENTS, {"currency": "usd", "amount": 2000}, idempotency_key=key)
    assert ok(first)["id"] == ok(second)["id"]


@pytest.mark.stripe
def test_a_decline_is_stored(account: Account, key: str) -> None:
    """Facts 29 and 30: a 402 is replayed, without a second charge."""
    intent = account.intent()["id"]
    path, params = f"{INTENTS}/{intent}/confirm", {"payment_method": "pm_card_chargeDeclined"}
    first = account.post(path, params, idempotency_key=key)
    second = account.post(path, params, idempotency_key=key)
    assert error_of(first, 402) == error_of(second, 402)
    assert second.headers["idempotent-replayed"] == "true"
    assert len(account.charges(intent)) == 1


@pytest.mark.stripe
@pytest.mark.parametrize("bad", [{"amount": ""}, {"amount": "abc"}, {"amount": 0}, {"foo": 1}, {"currency": "xxx"}])
def test_a_validation_failure_is_not_stored(account: Account, bad: dict[str, Any], key: str) -> None:
    """Fact 30: the same key may be used with better parameters."""
    error_of(create(account, key, **bad), 400)
    assert ok(create(account, key))["amount"] == 2000


def test_keys_belong_to_an_account(account: Account, new_account: Any, key: str) -> None:
    """Another account's key of the same name is another key."""
    assert ok(create(account, key))["id"] != ok(create(new_account(), key))["id"]


@pytest.mark.stripe
def test_reading_ignores_the_key(account: Account, key: str) -> None:
    """Fact 28: a GET under a used key reads."""
    made = ok(create(account, key))["id"]
    assert ok(account.get(f"{INTENTS}/{made}", idempotency_key=key))["id"] == made


@pytest.mark.stripe
def test_a_key_of_256_characters_is_refused(account: Account, key: str) -> None:
    """Fact 28: at most 255."""
    ok(create(account, key.ljust(255, "k")))
    error_of(create(account, key.ljust(256, "k")), 400)


@pytest.mark.stripe
def test_the_sdk_replays(account: Account, key: str) -> None:
    """The option of the real SDK."""
    first, second = (
        account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd"}, {"idempotency_key": key})
        for _ in range(2)
    )
    assert first.id == second.id


def test_the_same_key_at_the_same_time(account: Account, key: str) -> None:
    """Fact 32: while the first still runs, 409 idempotency_key_in_use; afterwards its answer."""
    slow = {"account": account.name, "method": "POST", "path": INTENTS, "kind": "latency", "delay_ms": 700, "times": 1}
    assert account.introspect("POST", "/faults", json=slow).status_code == 200
    answers = at_once(8, lambda: create(account, key))
    refused = [answer for answer in answers if answer.status_code == 409]
    served = [answer for answer in answers if answer.status_code == 200]
    assert len(refused) + len(served) == 8, [answer.status_code for answer in answers]
    assert served, "the first request is served"
    assert refused, "eight requests at once: the others meet the first"
    error = error_of(refused[0], 409)
    assert error["type"] in ("invalid_request_error", "idempotency_error")
    assert error["code"] == "idempotency_key_in_use"
    assert error["message"].startswith("There is currently another in-progress request using this Idempotent Key")
    assert len(ok(account.get(INTENTS))["data"]) == 1
    assert create(account, key).headers["idempotent-replayed"] == "true"


def at_once(count: int, work: Any) -> list[httpx.Response]:
    """The answers of that many threads doing the same."""
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(work) for _ in range(count)]]


@pytest.mark.stripe
def test_a_publishable_key_does_not_replay_the_servers_answer(account: Account, key: str) -> None:
    """The key of an answer is no way around what a publishable key may see (facts 68 and 70)."""
    ok(create(account, key))
    answer = account.call("POST", INTENTS, PARAMS, key=account.publishable_key, idempotency_key=key)
    assert answer.status_code in (400, 401, 403), f"the browser got {answer.text[:200]}"
    assert "client_secret" not in answer.text
