"""`stripe-emulator --state FILE`: what one process remembered at its end, the next one goes on from."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.stripe_emulator.client import Account, ok
from tests.stripe_emulator.receiver import Receiver

FIXTURES = {"_meta": {"template_version": 0, "account": "kept"},
            "fixtures": [{"name": "c", "path": "/v1/customers", "method": "post", "params": {}}]}  # fmt: skip


@contextmanager
def running(state: Path, http: httpx.Client, *arguments: str) -> Iterator[Account]:
    """The account `kept` of an emulator that is told to end afterwards, and ends well."""
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--state", str(state), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            ready = next(line for line in process.stdout if line.startswith("ready "))
            yield Account("kept", ready.removeprefix("ready ").strip(), http)
        finally:
            process.terminate()
        assert process.wait(20) in (0, -15)


def refused(state: Path) -> str:
    """What an emulator says that does not start with this file."""
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    return ended.stderr


def test_the_next_process_goes_on(tmp_path: Path, http: httpx.Client) -> None:
    """Objects, idempotency keys and what is still to come."""
    state = tmp_path / "deep" / "state.json"
    with running(state, http) as first:
        paid = first.pay()["id"]
        held = ok(first.post("/v1/customers", {"name": "Ada"}, idempotency_key="once"))
        session = {"mode": "payment", "success_url": "https://e.example", "line_items": [{"quantity": 1, "price_data": {
            "currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}}]}  # fmt: skip
        open_session = ok(first.post("/v1/checkout/sessions", session))["id"]
    assert json.loads(state.read_text())["accounts"] == ["kept"]
    assert [one.name for one in state.parent.iterdir()] == ["state.json"]
    with running(state, http) as second:
        assert second.retrieve(paid)["status"] == "succeeded"
        assert ok(second.post("/v1/customers", {"name": "Ada"}, idempotency_key="once")) == held
        second.introspect("POST", "/clock", params={"account": "kept"}, json={"advance": 86_401})
        assert ok(second.get(f"/v1/checkout/sessions/{open_session}"))["status"] == "expired"
    with running(state, http) as third:
        assert ok(third.get(f"/v1/checkout/sessions/{open_session}"))["status"] == "expired"


def test_fixtures_are_made_once(tmp_path: Path, http: httpx.Client) -> None:
    fixtures = tmp_path / "fixtures.json"
    fixtures.write_text(json.dumps(FIXTURES))
    for _ in range(2):
        with running(tmp_path / "state.json", http, "--fixtures", str(fixtures)) as account:
            assert len(ok(account.get("/v1/customers"))["data"]) == 1


def test_a_webhook_that_is_not_answered_delays_the_end_a_little(
    tmp_path: Path, http: httpx.Client, receiver: Receiver
) -> None:
    """The file is there all the same."""
    state = tmp_path / "state.json"
    gate = receiver.hold()
    with running(state, http) as first:
        ok(first.post("/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": ["*"]}))
        ok(first.post("/v1/customers"))
        receiver.wait_for("customer.created")
    gate.set()
    with running(state, http) as second:
        assert len(ok(second.get("/v1/customers"))["data"]) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "expected the JSON of GET state, got something else"),
        ("not json", "The body is not JSON"),
        (json.dumps({"object": "state", "made_by": "another", "data": ""}), "expected a state that this release saved"),
    ],
)
def test_a_file_that_is_none_is_left_alone(tmp_path: Path, content: str, message: str) -> None:
    """It ends with 2, says why, and has overwritten nothing."""
    state = tmp_path / "state.json"
    state.write_text(content)
    assert message in refused(state)
    assert state.read_text() == content


def test_a_place_that_cannot_be_written_is_told_at_the_end(tmp_path: Path, http: httpx.Client) -> None:
    (tmp_path / "file").write_text("")
    state = tmp_path / "file" / "state.json"
    assert "Not a directory" in refused(state)
