"""The official SDK through the tap to the emulator: nothing changes for it, and what it sends is seen and judged."""

from __future__ import annotations

import json
import select
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import stripe

from harness.stack.processes.process import Process
from harness.tap.recorded.reading import account_of
from tests.harness.tap.conftest import Backend, Start, Tap
from tests.harness.tap.raw_backend import HEAD_END, SECONDS, Connection, answering

KEYS = ("sk_test_" + "tapone", "sk_test_" + "taptwo")
CARD = "4242424242424242"
LIST = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{"object": "list", "data": []}'


@pytest.fixture
def tap(start: Start, tmp_path: Path) -> Iterator[Tap]:
    """A tap before an emulator of its own."""
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
    emulator = Process("emulator", command, log=tmp_path / "emulator.log")
    try:
        yield start(emulator.wait_for_line("ready ", 20.0))
    finally:
        emulator.close()


def client(tap: Tap, key: str = KEYS[0]) -> stripe.StripeClient:
    """The SDK as a checkout has it."""
    return stripe.StripeClient(key, base_addresses={"api": tap.url}, max_network_retries=0)


def test_a_payment_and_its_refund_have_no_finding(tap: Tap) -> None:
    sdk = client(tap)
    intent = sdk.v1.payment_intents.create(
        {"amount": 5999, "currency": "usd", "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}},
        {"idempotency_key": "create-1"},
    )
    paid = sdk.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}, {"idempotency_key": "pay-1"})
    sdk.v1.refunds.create({"payment_intent": paid.id, "amount": 100}, {"idempotency_key": "refund-1"})
    assert [refund.amount for refund in sdk.v1.refunds.list({"payment_intent": paid.id}).data] == [100]
    found = tap.page("findings")
    assert found["findings"] == []
    assert {row["operation"]: row["requests"] for row in found["operations"]} == {
        "POST /v1/payment_intents": 1,
        "POST /v1/payment_intents/{intent}/confirm": 1,
        "POST /v1/refunds": 1,
        "GET /v1/refunds": 1,
    }


def test_an_unknown_parameter_is_named_with_the_sdk_and_the_source(tap: Tap) -> None:
    params: Any = {"amount": 5999, "currency": "usd", "surcharge": 5}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="surcharge"):
            client(tap).v1.payment_intents.create(params)
    (found,) = tap.page("findings")["findings"]
    assert (found["code"], found["param"], found["count"]) == ("stripe_unknown_parameter", "surcharge", 2)
    assert found["call_site"].startswith(f"Stripe/v1 PythonBindings/{stripe.VERSION}")
    assert found["source"].startswith("https://docs.stripe.com/api/payment_intents")
    assert "-d surcharge=5" in found["example"]


def test_one_account_is_told_apart_and_all_can_be_forgotten(tap: Tap) -> None:
    for key in KEYS:
        client(tap, key).v1.refunds.list()
    assert len(tap.recorded(2)) == 2
    (only,) = tap.page(f"requests?account={account_of(KEYS[1])}")["requests"]
    assert only["account"] == account_of(KEYS[1])
    assert tap.page("reset", "POST")["recorded"] == 2
    assert tap.page("requests")["requests"] == []


def test_what_is_about_one_payment_is_told_apart(tap: Tap) -> None:
    """By its id in the answer that made it, in a path and in a body; without secrets, and with what was answered."""
    stripe_api = client(tap)
    mine, other = (stripe_api.v1.payment_intents.create({"amount": 5999, "currency": "usd"}) for _ in range(2))
    stripe_api.v1.payment_intents.cancel(mine.id)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_api.v1.refunds.create({"payment_intent": mine.id})
    tap.recorded(4)
    made, canceled, refused = tap.page(f"requests?about={mine.id},nobody")["requests"]
    assert (made["answered"]["id"], made["answered"]["amount"]) == (mine.id, 5999)
    assert canceled["answered"]["status"] == "canceled"
    assert refused["answered"]["type"] == "invalid_request_error"
    assert len(tap.page(f"requests?about={mine.id},{other.id}")["requests"]) == 4
    assert tap.page("requests?about=pi_nobody")["requests"] == []


def test_no_page_tells_a_key_a_secret_or_a_card(tap: Tap) -> None:
    params: Any = {
        "amount": 5999,
        "currency": "usd",
        "metadata": {"note": f"{CARD} or 4012 8888 8888 1881", "cvc": "737"},
    }
    intent = client(tap).v1.payment_intents.create(params)
    basic = ("GET", f"/v1/payment_intents/{intent.id}?client_secret={intent.client_secret}")
    tap.connect().send(
        f"{basic[0]} {basic[1]} HTTP/1.1\r\nHost: t\r\nAuthorization: Basic c2tfdGVzdA==\r\n\r\n".encode()
    )
    tap.recorded(2)
    for page in ("requests", "findings", "har"):
        text = json.dumps(tap.page(page), ensure_ascii=False)
        for secret in (
            KEYS[0],
            CARD,
            "8888 1881",
            "88881881",
            '"737"',
            "=737",
            str(intent.client_secret),
            "c2tfdGVzdA",
        ):
            assert secret not in text, f"{page} tells {secret}"
    codes = {found["code"] for found in tap.page("findings")["findings"]}
    assert codes == {"stripe_card_data_sent", "stripe_secret_in_url"}


def test_the_har_is_one(tap: Tap) -> None:
    client(tap).v1.refunds.list({"limit": 3})
    tap.recorded(1)
    log = tap.page("har")["log"]
    (entry,) = log["entries"]
    assert log["version"] == "1.2"
    assert entry["request"]["url"].endswith("/v1/refunds?limit=3")
    assert entry["request"]["queryString"] == [{"name": "limit", "value": "3"}]
    assert json.loads(entry["response"]["content"]["text"])["object"] == "list"
    applying = [
        milliseconds for milliseconds in entry["timings"].values() if milliseconds != -1
    ]  # HAR 1.2: -1, not known
    assert entry["time"] == pytest.approx(sum(applying))
    assert {"send", "wait", "receive"} <= entry["timings"].keys()


def test_a_retry_after_a_kept_connection_that_was_just_closed_is_right(
    start: Start, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK has sent the head when the connection goes: it sends all of it again, under the same key."""
    sent_on, first = threading.Event(), threading.Lock()

    def serve(connection: Connection) -> None:
        leaves = first.acquire(blocking=False)
        connection.request()
        connection.send(LIST)
        if leaves:
            connection.until(HEAD_END)
            connection.socket.close()
            return sent_on.set()
        answering([], LIST)(connection)

    def send(self: HTTPConnection, data: Any) -> None:
        """Wait between head and body until the connection was closed."""
        if b"amount=100" in data and sent_on.wait(SECONDS) and not waited:
            waited.append(select.select([self.sock], [], [], SECONDS))
        plain(self, data)

    waited: list[object] = []
    plain = HTTPConnection.send
    monkeypatch.setattr(HTTPConnection, "send", send)
    tap = start(backend(serve).url)
    sdk = stripe.StripeClient(KEYS[0], base_addresses={"api": tap.url}, max_network_retries=1)
    sdk.v1.refunds.list()
    sdk.v1.refunds.create({"payment_intent": "pi_1", "amount": 100}, {"idempotency_key": "refund-1"})
    listed, cut, whole = tap.recorded(3)
    assert [one["cut"] for one in (listed, cut, whole)] == [False, True, False]
    assert cut["idempotency_key"] == whole["idempotency_key"] == "refund-1"
    assert tap.page("findings")["findings"] == []


def test_a_page_that_is_not_there_is_told(tap: Tap) -> None:
    checkout = tap.connect()
    checkout.send(b"GET /_tap/nothing HTTP/1.1\r\nHost: t\r\n\r\n")
    assert checkout.until(b"\r\n").startswith(b"HTTP/1.1 404 ")
    assert b"POST /_tap/reset" in checkout.until(b"}")


def test_a_version_without_a_table_is_judged_by_the_newest_of_its_family_with_a_note(tap: Tap) -> None:
    sdk = client(tap)
    sdk.v1.refunds.list(options={"stripe_version": "2025-03-31.basil"})
    tap.recorded(1)
    (note,) = tap.page("findings")["notes"]
    assert note == "Stripe-Version 2025-03-31.basil: there is no table for it, judged by 2025-08-27.basil"
