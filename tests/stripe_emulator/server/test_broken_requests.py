"""Requests no client should send: answered with a 4xx in Stripe's shape, never a 500, and the server lives on."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stripe_emulator.client import Account, describe, ok

FORM = "application/x-www-form-urlencoded"
BODIES = {
    "bad percent": b"amount=%zz&currency=usd",
    "lone percent": b"%",
    "not utf-8": b"currency=%ff%fe&amount=1",
    "raw bytes": bytes(range(256)),
    "NUL": b"\x00",
    "NUL in a value": b"amount=2000&currency=usd&description=a%00b",
    "NUL in a name": b"amount=2000&currency=usd&metadata[a%00]=b",
    "surrogate": b"description=%ed%a0%80&amount=2000&currency=usd",
    "open bracket": b"amount[=1",
    "closed bracket": b"amount]=1",
    "no name": b"=1&[]=2&[a]=3",
    "empty brackets": b"metadata[]=1&amount=2000&currency=usd",
    "double brackets": b"metadata[[a]]=1&amount=2000&currency=usd",
    "list and object": b"payment_method_types[]=card&payment_method_types[a]=card&amount=2000&currency=usd",
    "value and object": b"metadata[a]=1&metadata=2&amount=2000&currency=usd",
    "object and value": b"amount=1&amount[a]=2&currency=usd",
    "twice": b"amount=2000&amount=3000&currency=usd",
    "huge index": b"payment_method_types[99999999999999999999]=card&amount=2000&currency=usd",
    "negative index": b"expand[-1]=latest_charge&amount=2000&currency=usd",
    "deep": b"a" + b"[a]" * 3000 + b"=1",
    "many": b"&".join(b"a%d=1" % index for index in range(20000)),
    "only ampersands": b"&&&&&&",
    "json": b'{"amount": 2000, "currency": "usd"}',
    "huge number": b"currency=usd&amount=" + b"9" * 100000,
    "infinity": b"currency=usd&amount=inf",
    "not a number": b"currency=usd&amount=NaN",
    "long currency": b"amount=2000&currency=" + b"u" * 100000,
    "long description": b"amount=2000&currency=usd&description=" + b"d" * 1000000,
}
TYPES = [FORM, "application/json", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "", "\xff"]
PATHS = ["/v1/payment_intents/%", "/v1/payment_intents/%ff", "/v1/payment_intents/%00", "/v1/payment_intents/a%2fb",
         "/v1/%2e%2e/etc", "/v1//payment_intents", "/v1/payment_intents/" + "x" * 20000, "/stripe/v1/%F0%9F%92%B3",
         "/v1/payment_intents/confirm", "/v1/payment_intents//confirm"]  # fmt: skip
QUERIES = ["%", "limit=%ff", "limit=%00", "limit[]=1", "limit[a]=1", "created=abc", "created[gte]=x", "created[foo]=1",
           "created[gte]=" + "9" * 5000, "limit=" + "9" * 5000, "starting_after[a]=1", "expand=latest_charge",
           "expand[]=", "expand[][a]=1", "expand[a]=data", "=", "&", "a[=1"]  # fmt: skip


def assert_refused_or_served(answer: httpx.Response) -> None:
    """Not a 5xx; an error has Stripe's envelope."""
    assert answer.status_code < 500, f"expected an answer below 500, got {describe(answer)}"
    if answer.status_code >= 400:
        assert answer.json()["error"]["type"] == "invalid_request_error", describe(answer)


def send(account: Account, method: str, path: str, body: bytes, content_type: str = FORM) -> httpx.Response:
    """Raw bytes with this account's secret key."""
    headers = [(b"Authorization", f"Bearer {account.secret_key}".encode())]
    headers += [(b"Content-Type", content_type.encode("latin-1"))]
    return account.http.request(method, account.base + path, content=body, headers=headers)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("path", ["/v1/payment_intents", "/v1/payment_methods", "/v1/refunds"])
def test_malformed_bodies(account: Account, path: str, body: bytes) -> None:
    """Broken escapes, NULs, brackets, sizes."""
    assert_refused_or_served(send(account, "POST", path, body))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_malformed_bodies_of_a_confirm(account: Account, body: bytes) -> None:
    """The same on an object that exists: it stays unpaid."""
    intent = account.intent()["id"]
    assert_refused_or_served(send(account, "POST", f"/v1/payment_intents/{intent}/confirm", body))
    assert account.retrieve(intent)["status"] == "requires_payment_method"


@pytest.mark.parametrize("content_type", TYPES)
def test_content_types(account: Account, content_type: str) -> None:
    """Only forms are understood; nothing else crashes."""
    assert_refused_or_served(send(account, "POST", "/v1/payment_intents", b"amount=2000&currency=usd", content_type))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_malformed_paths(account: Account, method: str, path: str) -> None:
    """Broken escapes and odd segments are unknown URLs or unknown ids."""
    answer = send(account, method, path, b"")
    assert 400 <= answer.status_code < 500, f"expected a 4xx, got {describe(answer)}"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_malformed_queries(account: Account, query: str) -> None:
    """The query of a list."""
    assert_refused_or_served(account.http.get(
        httpx.URL(f"{account.base}/v1/payment_intents", query=query.encode()),
        headers={"Authorization": f"Bearer {account.secret_key}"},
    ))  # fmt: skip


def test_a_body_of_ten_megabytes(account: Account) -> None:
    """Refused or served, and the next request is answered."""
    body = b"amount=2000&currency=usd&description=" + b"x" * 10_000_000
    answer = send(account, "POST", "/v1/payment_intents", body)
    assert answer.status_code < 500, describe(answer)[:500]
    ok(account.get("/v1/payment_intents"))


def test_a_body_that_does_not_arrive(account: Account) -> None:
    """A client that hangs up within its body does not disturb others."""

    def half() -> Iterator[bytes]:
        yield b"amount=2000&"
        raise ConnectionAbortedError("the client leaves")

    with pytest.raises(ConnectionAbortedError):
        account.http.post(account.base + "/v1/payment_intents", content=half(),
                          headers={"Authorization": f"Bearer {account.secret_key}"})  # fmt: skip
    assert ok(account.get("/v1/payment_intents"))["data"] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=200), st.from_regex(rb"([a-c\[\]%=&0-9]{1,6}=[a-f%0-9]{0,4}&?){1,8}")))
def test_any_bytes_at_all(account: Account, body: bytes) -> None:
    """Random bodies never make a 5xx."""
    assert_refused_or_served(send(account, "POST", "/v1/payment_intents", body))
