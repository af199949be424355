"""Whatever JSON the introspection is sent: a 400 that says what is wrong, never a 500, also not from a later GET."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stripe_emulator.client import Account, error_of, ok

POSTS = ("/faults", "/webhook_faults", "/clock", "/webhook_deliveries", "/billing_settings", "/seed", "/reset",
         "/webhook_endpoints/we_nowhere/roll_secret")  # fmt: skip
GETS = ("/faults", "/webhook_faults", "/clock", "/webhook_deliveries", "/requests", "/events", "/payment_intents",
        "/billing_settings")  # fmt: skip
MEMBERS = ("kind", "account", "method", "path", "body_contains", "status", "after", "times", "delay_ms", "type",
           "copies", "probability", "seconds", "size", "advance", "freeze", "run", "event_id", "url", "expires_in",
           "secret", "retry_after_days", "when_exhausted", "fixtures", "_meta", "env", "id", "\ud800")  # fmt: skip
WORDS = ("status", "lock_timeout", "latency", "duplicate", "delay", "reorder", "drop", "cancel", "*", "[", "\ud800", "")
NUMBERS = st.sampled_from([0, 1, -1, 2**31, 2**63, 2**64, 10**30, -(10**30), 1e308, float("nan"), float("inf"), 0.5])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    st.integers(),
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.just("x" * 200_000),
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
WISHES = st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=4) | VALUES


@pytest.fixture
def healed(account: Account) -> Iterator[Account]:
    """An account whose own faults are gone afterwards, as are those that were planned for all."""
    yield account
    for path in ("/faults", "/webhook_faults"):
        for one in account.introspect("GET", path).json()["data"]:
            if one["account"] in (None, account.name):
                account.introspect("DELETE", path, params={"id": one["id"]})


@pytest.mark.parametrize("path", POSTS)
def test_any_json_is_answered(healed: Account, path: str) -> None:
    """Huge and infinite numbers, lone surrogates, wrong types, long texts."""
    query = {"account": f"{healed.name}nonsense"}

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(wish=WISHES)
    def hold(wish: Any) -> None:
        mine = {**wish, "account": healed.name} if isinstance(wish, dict) and "faults" in path else wish
        answer = healed.introspect("POST", path, params=query, content=json.dumps(mine).encode())
        assert answer.status_code in (200, 400, 404), (wish, answer.text[:500])
        if answer.status_code != 200:
            assert answer.json()["error"]["message"]
            assert len(answer.text) < 5_000, "a message repeats little of what was sent"

    hold()
    for seen in GETS:
        assert healed.introspect("GET", seen, params=query).status_code == 200, seen
        assert healed.introspect("GET", seen, params={"account": healed.name}).status_code == 200, seen


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", [
    b'{"times": ' + b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"times": NaN}', b'{"seconds": Infinity}', b'{"path": "\\ud800"}', b'{"times": 1e999}', b"\xed\xa0\x80", b'"',
    b'{"kind": "status", "times": 1' + b"0" * 5_000 + b"}",
], ids=lambda body: body[:20].decode("ascii", "replace"))  # fmt: skip
def test_what_is_no_json_that_could_be_told_again(healed: Account, path: str, body: bytes) -> None:
    """Refused when it comes. A path in which nothing is found may say so first."""
    query = {"account": f"{healed.name}nonsense"}
    answer = healed.introspect("POST", path, params=query, content=body)
    assert answer.status_code in ((200,) if path == "/reset" else (400, 404)), answer.text[:500]


@pytest.mark.parametrize(("member", "value"), [
    ("times", 10**30), ("times", 2**63), ("times", 1_000_001), ("after", 1_000_001), ("after", 10**30),
    ("path", "\ud800"), ("path", "x" * 10_001), ("body_contains", "x" * 10_001), ("method", "\udfff"),
], ids=lambda value: ascii(value)[:20])  # fmt: skip
def test_a_fault_that_could_not_be_listed_is_not_planned(healed: Account, member: str, value: Any) -> None:
    """The list of faults stays readable, and is empty."""
    wish = {"kind": "status", "account": healed.name, member: value}
    error = error_of(healed.introspect("POST", "/faults", content=json.dumps(wish).encode()), 400)
    assert len(error["message"]) < 500
    listed = healed.introspect("GET", "/faults", params={"account": healed.name})
    assert (listed.status_code, listed.json()["data"]) == (200, [])


def test_an_empty_idempotency_key_is_none(account: Account) -> None:
    """Two different requests, both made: there is nothing to tell one from the other by."""
    for amount in (2000, 3000):
        made = account.post("/v1/payment_intents", {"amount": amount, "currency": "usd"}, idempotency_key="")
        assert ok(made)["amount"] == amount
        assert "idempotency-key" not in made.headers
    log = account.introspect("GET", "/requests", params={"account": account.name}).json()["data"]
    assert {entry["idempotency_key"] for entry in log} == {None}


@pytest.mark.parametrize("version", [
    "0000-00-00", "2023-13-45", "2023-02-30", "1999-01-01", "2010-12-31", "9999-12-31", "2023-10-16.acacia",
    "2026-08-26", "latest", "dahlia", "2026-08-26.", "2026-08-26.Dahlia", "2019-2-19", "2019-12-03, 2019-12-03",
    "2011-06-21", "2020-03-02", "2025-04-30.preview", "2025-09-30.acacia",
])  # fmt: skip
def test_a_version_that_cannot_be(account: Account, version: str) -> None:
    """No such day, or after today; a name with another family's date, or none since 2024; older than what is served."""
    answer = account.get("/v1/customers", headers={"Stripe-Version": version})
    error = error_of(answer, 400)
    assert (error["type"], error["message"]) == ("invalid_request_error", f"Invalid Stripe API version: {version}")


@pytest.mark.parametrize("version", [
    "2020-08-27", "2022-08-01", "2022-11-15", "2023-10-16", "2024-06-20",
    "2024-09-30.acacia", "2025-03-31.basil", "2025-10-29.clover",
    "2026-08-26.dahlia", "2026-11-18.endive",
])  # fmt: skip
def test_released_versions_are_served(account: Account, version: str) -> None:
    """Also those without a table of their own."""
    assert account.get("/v1/customers", headers={"Stripe-Version": version}).status_code == 200
