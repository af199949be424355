"""The machinery, proved on a second emulator in the place of Stripe: it agrees, and each change is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.dual_mode.changing_proxy import ChangingProxy
from tests.dual_mode.conftest import KEYS, Ended
from tests.stripe_emulator.cards_facts import rows

Run = Callable[..., Ended]


def drift(ended: Ended) -> dict[str, Any]:
    """The report of a run."""
    return dict(json.loads((ended.reports / "drift.json").read_text("utf-8")))


def unchanged(_: bytes, answer: bytes) -> bytes:
    """The answer as it came."""
    return answer


def test_two_emulators_agree_in_everything(run: Run, emulator: str) -> None:
    """Every marked test passes on both sides, and nothing is told differently."""
    ended = run({**KEYS, "STRIPE_TEST_BASE": emulator})
    assert ended.status == 0, ended.output[-3000:]
    report = drift(ended)
    assert (report["drift"], report["not_compared"], report["facts"], report["cards"]) == ([], [], [], [])
    assert len(report["compared"]) > 500
    assert {card for one in report["compared"] for card in one["cards"]} == {row.number for row in rows()}
    assert "no drift" in (ended.reports / "drift.md").read_text("utf-8")


def test_a_changed_decline_code_is_named(run: Run, emulator: str) -> None:
    """Of all cards only the changed one is in the report, with what either side says."""

    def change(_: bytes, answer: bytes) -> bytes:
        return answer.replace(b'"lost_card"', b'"stolen_card"')

    with ChangingProxy(emulator, change) as changed:
        ended = run({**KEYS, "STRIPE_TEST_BASE": changed.url}, "-k", "confirm_of_each_card")
        assert changed.requests > 400
    report = drift(ended)
    assert ended.status == 1, ended.output[-3000:]
    assert report["cards"] == ["4000000000009987"]
    assert {one["test"].partition("[")[2] for one in report["drift"]} == {"4000000000009987]"}
    told = {one["field"]: (one["emulator"], one["stripe"]) for one in report["drift"]}
    assert told["error.decline_code"] == ("lost_card", "stolen_card")
    assert {field.rpartition(".")[2] for field in told} <= {"decline_code", "outcome"}
    assert "4000000000009987" in (ended.reports / "drift.md").read_text("utf-8")


def test_a_changed_fact_is_named(run: Run, emulator: str) -> None:
    """A refund refused with another code: fact 83 and no other, in the run of all refunds."""

    def change(_: bytes, answer: bytes) -> bytes:
        return answer.replace(b'"charge_already_refunded"', b'"refunded_before"')

    with ChangingProxy(emulator, change) as changed:
        ended = run({**KEYS, "STRIPE_TEST_BASE": changed.url}, "-k", "test_refunds")
    assert drift(ended)["facts"] == [83], ended.output[-3000:]


def test_what_no_test_asserts_is_still_compared(run: Run, emulator: str) -> None:
    """Every test passes at the changed Stripe; the report is not empty, and the run does not end well."""

    def change(_: bytes, answer: bytes) -> bytes:
        return answer.replace(b'"livemode":false', b'"livemode":true').replace(
            b'"livemode": false', b'"livemode": true'
        )

    with ChangingProxy(emulator, change) as changed:
        ended = run({**KEYS, "STRIPE_TEST_BASE": changed.url}, "-k", "test_a_partial_capture")
    assert "2 passed" in ended.output
    assert ended.status == 1, ended.output[-3000:]
    assert {one["field"].rpartition(".")[2] for one in drift(ended)["drift"]} == {"livemode"}


def test_an_account_that_takes_no_card_numbers(run: Run, emulator: str) -> None:
    """Fact 27: such tests are told as not compared; they are neither drift nor failures."""
    message = "Sending credit card numbers directly to the Stripe API is generally unsafe. ..."
    refusal = {"error": {"type": "invalid_request_error", "message": message}}

    def change(request: bytes, answer: bytes) -> bytes:
        return json.dumps(refusal).encode() if b"number]=4" in request else answer

    with ChangingProxy(emulator, change) as changed:
        ended = run({**KEYS, "STRIPE_TEST_BASE": changed.url}, "-k", "test_checks_on_the_charge or test_a_whole_refund")
    report = drift(ended)
    assert (ended.status, report["drift"], len(report["compared"])) == (0, [], 1), ended.output[-3000:]
    assert len(report["not_compared"]) == 5
    assert all("fact 27" in one["reason"] for one in report["not_compared"])


def test_without_a_publishable_key(run: Run, emulator: str) -> None:
    """What a browser does is told as not compared, and why."""
    environment = {"STRIPE_TEST_KEY": KEYS["STRIPE_TEST_KEY"], "STRIPE_TEST_BASE": emulator}
    ended = run(environment, "-k", "test_retrieving_with_the_client_secret")
    assert ended.status == 0, ended.output[-3000:]
    assert "STRIPE_TEST_PUBLISHABLE_KEY" in drift(ended)["not_compared"][0]["reason"]


def test_with_workers(run: Run, emulator: str) -> None:
    """The report is whole when workers ran the tests."""
    ended = run({**KEYS, "STRIPE_TEST_BASE": emulator}, "-n", "2", "-k", "test_capture_and_cancel")
    assert (ended.status, drift(ended)["drift"]) == (0, []), ended.output[-3000:]
    assert len(drift(ended)["compared"]) > 20


def test_without_a_key_nothing_leaves_the_emulator(run: Run, emulator: str) -> None:
    """The other variables alone do nothing: each test runs once, and there is no report."""
    with ChangingProxy(emulator, unchanged) as untouched:
        ended = run({"STRIPE_TEST_BASE": untouched.url}, "-k", "test_a_partial_capture")
        assert untouched.requests == 0
    assert ended.status == 0, ended.output[-3000:]
    assert "1 passed" in ended.output
    assert not (ended.reports / "drift.json").exists()


def test_a_live_key_is_refused_before_anything_is_sent(run: Run, emulator: str) -> None:
    """A usage error that says why, without the key."""
    with ChangingProxy(emulator, unchanged) as untouched:
        ended = run({"STRIPE_TEST_KEY": "sk_live_something", "STRIPE_TEST_BASE": untouched.url})
        assert untouched.requests == 0
    assert ended.status == pytest.ExitCode.USAGE_ERROR
    assert "got a live one" in ended.output
    assert "sk_live_something" not in ended.output
