"""What the tap and Stripe recorded of a case, as rows; what could not be asked is told."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from harness.report.lanes.rows import CHECKOUT, GOOD, LOST, STRIPE, WEBHOOKS, Lanes, Row
from harness.run.lanes.case import lanes
from harness.run.lanes.wrong import AGAIN
from harness.stack.base.stack import Stack
from tests.harness.run.lanes.histories import ADA, Case, finding
from tests.harness.stub import Stub

REQUESTS, DELIVERIES = ("GET", "/_tap/requests"), ("GET", "/_localstack/stripe/webhook_deliveries")


def request(path: str = "/v1/refunds", after: float = 1.0, **other: Any) -> dict[str, Any]:
    """A request as the tap tells it, so many seconds from now."""
    usual = {
        "time": datetime.fromtimestamp(time.time() + after, UTC).isoformat(timespec="milliseconds"),
        "elapsed_ms": 5.0,
        "method": "POST",
        "path": path,
        "params": {"payment_intent": "pi_1", "amount": "1999"},
        "status": 200,
        "broken": "",
        "replayed": False,
        "idempotency_key": "one",
        "answered": {"object": "refund", "id": "re_1", "payment_intent": "pi_1", "amount": 1999, "currency": "usd"},
    }
    return {**usual, **other}


def delivery(type: str, status: int | None = 200, after: float = 2.0, **other: Any) -> dict[str, Any]:
    """A delivery as Stripe's introspection tells it."""
    payload = json.dumps({"data": {"object": {"id": "pi_1"}}})
    usual = {"event_id": "evt_1", "type": type, "attempt": 1, "at": time.time() + after, "error": None}
    return {**usual, "status": status, "payload": payload, **other}


def drawn(stub: Stub, stack: Stack | None = None, code: str = "unexpected_value") -> Lanes:
    """The lanes of a short case on a stack whose tap and Stripe are the stub."""
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    found = lanes(case.history, finding(code), stack=stack or replace(stub.stack(), tap_url=stub.url))
    assert found is not None
    return found


def tells(stub: Stub, *requests: dict[str, Any], deliveries: tuple[dict[str, Any], ...] = ()) -> None:
    stub.answers[REQUESTS] = (200, {"requests": list(requests)})
    stub.answers[DELIVERIES] = (200, {"data": list(deliveries)})


def rows(found: Lanes, source: str) -> list[Row]:
    return [row for row in found.rows if row.source == source and row.target != source]


def test_the_checkouts_requests_to_stripe(stub: Stub) -> None:
    tells(stub, request("/v1/payment_intents/pi_1/confirm", status=402, answered={"decline_code": "stolen_card"}))
    (row,) = rows(drawn(stub), CHECKOUT)
    assert (row.target, row.text, row.status) == (STRIPE, "↳ POST /v1/payment_intents/…/confirm", "402 stolen_card")
    assert "payment\xa0A" in row.matters
    asked = [one.path for one in stub.requests]
    assert all("pi_1" in path and "usr_1" in path for path in asked if "about" in path)


def test_a_request_made_again_under_another_key_after_a_lost_answer_is_what_went_wrong(stub: Stub) -> None:
    lost = request(status=0, broken="reset", answered={})
    tells(stub, lost, request(after=2.0), request(after=3.0, idempotency_key="two"))
    found = drawn(stub)
    assert [row.status for row in rows(found, CHECKOUT)] == ["no answer", "200", "200"]
    assert not any(row.wrong == AGAIN for row in found.rows), "the second answer came"
    tells(stub, lost, request(after=2.0, idempotency_key="two"))
    found = drawn(stub)
    (again,) = (row for row in found.rows if row.wrong == AGAIN)
    assert again.matters.endswith("again with ANOTHER key")


def test_two_refunds_of_the_same_amount_may_well_be_meant(stub: Stub) -> None:
    tells(stub, request(), request(after=2.0, idempotency_key="two"))
    assert not any("again" in row.matters for row in drawn(stub).rows)


def test_what_stripe_delivered(stub: Stub) -> None:
    """News one after the other with the same end is one row; what did not arrive is told."""
    lost = delivery("charge.refunded", None, after=3.0, error="dropped on purpose by a webhook fault", attempt=2)
    tells(stub, deliveries=(delivery("payment_intent.succeeded"), delivery("charge.updated", after=2.1), lost))
    good, bad = rows(drawn(stub), WEBHOOKS)
    assert (good.target, good.tone, good.matters) == (CHECKOUT, GOOD, "payment\xa0A")
    assert good.text == "Stripe tells payment_intent.succeeded, charge.updated"
    assert (bad.tone, bad.status) == (LOST, "not delivered")
    assert bad.fault == "lost on its way, on purpose"
    assert bad.text.endswith("delivered again")


def test_an_answer_that_a_planned_fault_broke_is_told_so(stub: Stub) -> None:
    case = Case(ADA)
    case.begins(ADA, "pi_1")
    rule = {"kind": "reset_before", "method": "POST", "path": "/v1/refunds", "times": 1}
    case.fact("fault", fault_id="f1", rule=rule)
    tells(stub, request(after=0.5, status=0, broken="reset", answered={}), request(after=0.6))
    found = lanes(case.history, finding("x"), stack=replace(stub.stack(), tap_url=stub.url))
    assert found is not None
    hit, whole = rows(found, CHECKOUT)
    assert (hit.fault, whole.fault) == ("on purpose: the request is lost on its way", "")


def test_a_stack_without_tap_or_introspection_says_so(stub: Stub) -> None:
    stack = replace(stub.stack(), tap_url="", missing_capabilities={"introspection": "no such page"})
    found = drawn(stub, stack)
    assert len(found.unseen) == 2
    assert stub.requests == []


def test_a_tap_that_does_not_answer_ends_nothing(stub: Stub) -> None:
    stub.answers[REQUESTS] = (500, {})
    stub.answers[DELIVERIES] = (200, {"data": [{"at": "nonsense"}]})
    found = drawn(stub)
    assert [line.partition(":")[2] for line in found.unseen] == [" ValueError", " TypeError"]
    assert rows(found, "Ada")
