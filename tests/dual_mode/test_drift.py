"""What is compared and what is not: ids and times, fields that state facts, polls, other people's objects."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.dual_mode.drift import Ran, Side, compare
from tests.dual_mode.facts import numbers
from tests.dual_mode.normal import ids, told, without_ids
from tests.dual_mode.own import Own
from tests.dual_mode.recording import Recording, cards_in
from tests.dual_mode.report import report

INTENT = "pi_3AbCdEfGhIjKlMnOpQrStUv"


def answer(body: Any, status: int = 200) -> httpx.Response:
    """An answer with that body."""
    return httpx.Response(status, json=body, request=httpx.Request("GET", "http://127.0.0.1:9/"))


def lines(*exchanges: tuple[str, str, str, Any]) -> tuple[dict[str, Any], ...]:
    """A recording of these exchanges: method, path, form, body."""
    recording = Recording()
    for method, path, form, body in exchanges:
        recording.add(method, path, form, answer(body))
    return tuple(recording.lines({"http://127.0.0.1:9": "<base>"}))


def ran(side: Side, *exchanges: tuple[str, str, str, Any], outcome: str = "passed", reason: str = "") -> Ran:
    """One side of a test that states fact 83."""
    return Ran("a test", side, outcome, reason, (83,), lines(*exchanges))


def test_ids_and_secrets_have_no_value() -> None:
    """What is left is the kind."""
    assert without_ids(f"No such payment_intent: '{INTENT}'") == "No such payment_intent: '<pi>'"
    assert without_ids(f"{INTENT}_secret_abc") == "<pi secret>"
    assert without_ids("cus_QSMjjQflaWVUOi") == "<cus>"
    assert ids(f"{INTENT} and {INTENT}_secret_abc and ch_3AbCdEfGhIjKlMnOpQrStUv") == {
        INTENT,
        "ch_3AbCdEfGhIjKlMnOpQrStUv",
    }


@pytest.mark.parametrize("word", [
    "pm_card_threeDSecure2Required", "tok_threeDSecure2Required", "tok_chargeDeclinedInsufficientFunds",
    "card_declined", "card_velocity_exceeded", "requires_payment_method", "xx_nowhere", "payment_intent.succeeded",
])  # fmt: skip
def test_names_are_facts(word: str) -> None:
    """Documented names and codes look a little like ids."""
    assert without_ids(word) == word
    assert ids(word) == set()


def test_only_what_states_a_fact_is_told() -> None:
    """Amounts and codes, not request ids and scores; metadata whole; null and absent are two things."""
    body = {"id": INTENT, "amount": 5, "created": 9, "canceled_at": 7, "latest_charge": None, "risk_score": 3,
            "metadata": {"a": "b"}, "next_action": {"type": "x"}, "charges": [{"status": "failed"}]}  # fmt: skip
    assert told(body) == {
        "id": "<pi>", "amount": 5, "canceled_at": "<time>", "latest_charge": None, "metadata.a": "b",
        "next_action": "there", "next_action.type": "x", "charges.length": 1, "charges.0.status": "failed",
    }  # fmt: skip


def test_events_are_compared_as_a_set() -> None:
    """Their order is not documented, and some come a moment later."""
    kinds = ["charge.updated", "payment_intent.succeeded", "charge.succeeded"]
    events = {"object": "list", "data": [{"object": "event", "type": kind} for kind in kinds]}
    assert [told(events)[f"data.{index}.type"] for index in range(2)] == [
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert told(events)["data.length"] == 2


def test_only_the_last_of_a_poll_counts() -> None:
    """How often a test had to ask is chance."""
    poll = [("GET", f"/v1/refunds/re_3AbCdEfGhIjKlMnOpQrStU{n}", "", {"status": status})
            for n, status in enumerate(["pending", "pending", "succeeded"])]  # fmt: skip
    assert [line["said"]["status"] for line in lines(*poll)] == ["succeeded"]
    assert list(compare(ran("emulator", *poll[2:]), ran("stripe", *poll))) == []


def test_a_difference_names_fact_card_request_and_both_answers() -> None:
    """The card is the one that was paid with, also in what follows."""
    asked = ("POST", "/v1/payment_intents", "payment_method=pm_card_chargeDeclinedInsufficientFunds")
    after = ("GET", f"/v1/payment_intents/{INTENT}", "")
    here = ran("emulator", (*asked, {"error": {"code": "a"}}), (*after, {"status": "canceled"}))
    there = ran("stripe", (*asked, {"error": {"code": "b", "param": "c"}}), (*after, {"status": "succeeded"}))
    told = [(one.facts, one.cards, one.field, one.emulator, one.stripe) for one in compare(here, there)]
    assert told == [
        ((83,), ("4000000000009995",), "error.code", "a", "b"),
        ((83,), ("4000000000009995",), "error.param", "(absent)", "c"),
        ((83,), ("4000000000009995",), "status", "canceled", "succeeded"),
    ]


def test_another_way_through_the_test_is_told_once() -> None:
    """After requests that differ nothing can be compared."""
    here = ran("emulator", ("POST", "/v1/refunds", "", {}), ("POST", "/v1/charges", "", {"status": "a"}))
    there = ran("stripe", ("POST", "/v1/customers", "", {}), ("POST", "/v1/charges", "", {"status": "b"}))
    assert [(one.field, one.emulator, one.stripe) for one in compare(here, there)] == [
        ("request", "POST /v1/refunds", "POST /v1/customers")
    ]


def test_a_test_that_fails_at_stripe_only_is_drift() -> None:
    """Also when all answers were the same as far as they are compared."""
    failed = ran("stripe", outcome="failed", reason="AssertionError: no")
    assert [(one.emulator, one.stripe) for one in compare(ran("emulator"), failed)] == [
        ("passed", "failed: AssertionError: no")
    ]


def test_a_test_that_stripe_cannot_run_is_not_compared() -> None:
    """It is in the report, with the reason."""
    made = report("base", [ran("emulator"), ran("stripe", outcome="skipped", reason="because")])
    assert (made.compared, made.differences, made.to_json()["not_compared"][0]["reason"]) == ((), (), "because")
    assert "because" in made.to_markdown()


def test_cards_are_known_by_each_of_their_names() -> None:
    """Number, pm_card_*, tok_*."""
    for value in ("4000000000009995", "pm_card_chargeDeclinedInsufficientFunds", "tok_chargeDeclinedInsufficientFunds"):
        assert cards_in(f"amount=1&a[b]={value}") == ["4000000000009995"]
    assert cards_in("a=pm_card_visa_chargeDeclined&b=4242424242424243") == ["4000000000000002"]


@pytest.mark.parametrize(("text", "found"), [
    ("Fact 63: no money.", [63]), ("Facts 14 and 49: a, b", [14, 49]), ("Fact 2, after 7 days; fact 5", [2, 5]),
    ("It holds (facts 47-49, 56, and 64-65).", [47, 48, 49, 56, 64, 65]), ("None", []), (None, []),
])  # fmt: skip
def test_facts_of_a_docstring(text: str | None, found: list[int]) -> None:
    """Their numbers, ranges too."""
    assert numbers(text) == found


def test_a_list_holds_what_the_test_made() -> None:
    """Other tests share the account; what names an own object is own."""
    own = Own()
    own.only(answer({"id": INTENT, "object": "payment_intent"}))
    members = [{"id": "ch_3aaaaaaaaaaaaaaaaa", "payment_intent": INTENT}, {"id": "ch_3bbbbbbbbbbbbbbbbb"}]
    shown = own.only(answer({"object": "list", "data": members}))
    assert [member["id"] for member in shown.json()["data"]] == ["ch_3aaaaaaaaaaaaaaaaa"]
    refunds = own.only(answer({"object": "list", "data": [{"id": "re_1", "charge": "ch_3aaaaaaaaaaaaaaaaa"}]}))
    assert len(json.loads(refunds.content)["data"]) == 1
    assert own.only(httpx.Response(500, text="no JSON")).text == "no JSON"
