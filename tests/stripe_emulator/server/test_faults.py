"""Faults on purpose: each kind, counted, aimed, and gone when healed (facts 24-26)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import stripe

from tests.stripe_emulator.client import Account, error_of, ok

CREATE = {"amount": 2000, "currency": "usd"}
INTENTS = "/v1/payment_intents"


@pytest.fixture(autouse=True)
def _healed(account: Account) -> Iterator[None]:
    yield
    account.introspect("DELETE", "/faults", params={"account": account.name})


def plan(account: Account, kind: str, **wish: Any) -> str:
    """Plan a fault of this account for creating PaymentIntents; its id."""
    given = {"account": account.name, "method": "POST", "path": INTENTS, "kind": kind, **wish}
    answer = account.introspect("POST", "/faults", json=given)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def planned(account: Account) -> list[dict[str, Any]]:
    """The faults of this account."""
    body = account.introspect("GET", "/faults", params={"account": account.name}).json()
    return list(body["data"])


def count(account: Account) -> int:
    """How many PaymentIntents exist."""
    return len(ok(account.get(INTENTS))["data"])


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_status(account: Account, status: int) -> None:
    """Fact 24: api_error, nothing done; the next request passes."""
    plan(account, "status", status=status)
    error = error_of(account.post(INTENTS, CREATE), status)
    assert error["type"] == "api_error"
    assert count(account) == 0
    ok(account.post(INTENTS, CREATE))


def test_rate_limit(account: Account) -> None:
    """Fact 25: 429 rate_limit, RateLimitError for the SDK."""
    plan(account, "status", status=429)
    with pytest.raises(stripe.RateLimitError) as caught:
        account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd"})
    assert caught.value.error is not None
    assert caught.value.error.code == "rate_limit"


def test_lock_timeout(account: Account) -> None:
    """Fact 26: 429 lock_timeout."""
    plan(account, "lock_timeout")
    error = error_of(account.post(INTENTS, CREATE), 429)
    assert (error["type"], error["code"]) == ("invalid_request_error", "lock_timeout")
    assert count(account) == 0


def test_latency(account: Account) -> None:
    """The work is done, later."""
    plan(account, "latency", delay_ms=300)
    start = time.monotonic()
    ok(account.post(INTENTS, CREATE))
    assert time.monotonic() - start >= 0.3
    assert count(account) == 1


def test_latency_delays_nobody_else(account: Account) -> None:
    """While one request waits, others are answered (the client gives up on the slow one)."""
    plan(account, "latency", delay_ms=5000)
    with pytest.raises(httpx.ReadTimeout):
        account.http.post(account.base + INTENTS, content=b"amount=2000&currency=usd", timeout=0.2,
                          headers={"Authorization": f"Bearer {account.secret_key}",
                                   "Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    start = time.monotonic()
    ok(account.get(INTENTS))
    assert time.monotonic() - start < 2


def test_reset_before(account: Account) -> None:
    """The connection closes and nothing was done."""
    plan(account, "reset_before")
    with pytest.raises(httpx.TransportError):
        account.post(INTENTS, CREATE)
    assert count(account) == 0
    ok(account.post(INTENTS, CREATE))


def test_reset_after(account: Account) -> None:
    """The connection closes without an answer, and the work was done."""
    plan(account, "reset_after")
    with pytest.raises(httpx.TransportError):
        account.post(INTENTS, CREATE)
    assert count(account) == 1


def test_a_lost_answer_is_replayed(account: Account) -> None:
    """Fact 29: the retry under the same key gets what was lost."""
    intent = account.intent(payment_method="pm_card_visa")["id"]
    path = f"{INTENTS}/{intent}/confirm"
    plan(account, "reset_after", path=f"{INTENTS}/*/confirm")
    with pytest.raises(httpx.TransportError):
        account.post(path, idempotency_key="k")
    again = account.post(path, idempotency_key="k")
    assert ok(again)["status"] == "succeeded"
    assert again.headers["idempotent-replayed"] == "true"
    assert len(account.charges(intent)) == 1


def test_a_lost_request_runs_once(account: Account) -> None:
    """The retry under the same key does the work that never was."""
    plan(account, "reset_before")
    with pytest.raises(httpx.TransportError):
        account.post(INTENTS, CREATE, idempotency_key="k")
    ok(account.post(INTENTS, CREATE, idempotency_key="k"))
    assert count(account) == 1


def test_the_sdk_retries_a_reset(account: Account) -> None:
    """Fact 33: the real SDK, with one retry and its own key, makes one object."""
    plan(account, "reset_after")
    made = account.sdk.v1.payment_intents.create({"amount": 2000, "currency": "usd"}, {"max_network_retries": 1})
    assert made.status == "requires_payment_method"
    assert count(account) == 1


@pytest.mark.parametrize("kind", ["status", "lock_timeout"])
def test_a_fault_under_a_key_is_retried(account: Account, kind: str) -> None:
    """Fact 30: a 429 is not stored; a 500 of the wire neither, for nothing was executed."""
    plan(account, kind, status=503)
    assert account.post(INTENTS, CREATE, idempotency_key="k").status_code in (429, 503)
    ok(account.post(INTENTS, CREATE, idempotency_key="k"))


def test_a_failure_that_is_kept(account: Account) -> None:
    """Stripe keeps the answer of what began to run, errors 500 included, for its key
    (https://docs.stripe.com/api/idempotent_requests); another key, or none, is a new request."""
    plan(account, "status_kept")
    for _ in range(2):
        assert error_of(account.post(INTENTS, CREATE, idempotency_key="k"), 500)["type"] == "api_error"
    ok(account.post(INTENTS, CREATE, idempotency_key="other"))
    plan(account, "status_kept", status=503)
    assert account.post(INTENTS, CREATE).status_code == 503
    ok(account.post(INTENTS, CREATE))
    assert count(account) == 2


def test_times_and_after(account: Account) -> None:
    """Two pass, two break, the rest passes."""
    plan(account, "status", after=2, times=2)
    statuses = [account.post(INTENTS, CREATE).status_code for _ in range(6)]
    assert statuses == [200, 200, 500, 500, 200, 200]


def test_only_what_matches_breaks(account: Account, new_account: Any) -> None:
    """Account, method, path and body are all looked at."""
    plan(account, "status", path=f"{INTENTS}/*/confirm", body_contains="pm_card_mastercard")
    ok(new_account().post(INTENTS, CREATE))
    intent = account.intent()["id"]
    ok(account.get(f"{INTENTS}/{intent}"))
    ok(account.confirm(intent, payment_method="pm_card_visa"))
    second = account.intent()["id"]
    assert account.confirm(second, payment_method="pm_card_mastercard").status_code == 500


@pytest.mark.parametrize("mount", ["/v1", "/stripe/v1", "/_extension/stripe/v1"])
def test_the_path_is_canonical(account: Account, mount: str) -> None:
    """A fault on /v1/... breaks every mount."""
    plan(account, "status")
    assert account.post(f"{mount}/payment_intents", CREATE).status_code == 500


def test_listing_and_healing(account: Account, new_account: Any) -> None:
    """GET lists this account's, DELETE heals this account only."""
    other = new_account()
    fault, foreign = plan(account, "status"), plan(other, "status")
    assert [one["id"] for one in planned(account)] == [fault]
    account.introspect("DELETE", "/faults", params={"account": account.name})
    assert planned(account) == []
    assert [one["id"] for one in planned(other)] == [foreign]
    ok(account.post(INTENTS, CREATE))
    other.introspect("DELETE", "/faults", params={"account": other.name})


@pytest.mark.parametrize("wish", [
    {}, {"kind": "earthquake"}, {"kind": "status", "status": "500"}, {"kind": "status", "status": 99},
    {"kind": "status", "times": -1}, {"kind": "status", "after": "x"}, {"kind": "latency", "delay_ms": -1},
    {"kind": "status", "foo": 1}, [], "text", None, {"kind": "status", "path": 7}, {"kind": "status", "times": True},
])  # fmt: skip
def test_bad_wishes(account: Account, wish: Any) -> None:
    """A 400 that says what is wrong; nothing planned."""
    given = {"account": account.name, **wish} if isinstance(wish, dict) else wish
    answer = account.introspect("POST", "/faults", json=given)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["message"]
    assert planned(account) == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"kind": "status", "kind": }'])
def test_no_json(account: Account, body: bytes) -> None:
    """A 400."""
    assert account.introspect("POST", "/faults", content=body).status_code == 400
