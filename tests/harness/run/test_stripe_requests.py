"""What the tap found becomes one case an operation: in the verdict, on the page and in Allure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.core.failure import UNKNOWN
from harness.judging.verdict import Case, Run, judge
from harness.report import summary, verdict_json
from harness.report.allure import post_run_checks
from harness.run import stripe_requests
from harness.stack.base.stack import Stack
from tests.harness.stub import Stub

CREATE, REFUND = "POST /v1/payment_intents", "POST /v1/refunds"
FINDING = {
    "code": "stripe_unknown_parameter",
    "severity": "critical",
    "title": f"{REFUND} is sent <b>",
    "operation": REFUND,
    "param": "b",
    "count": 3,
    "let": ["request 7"],
    "then": ["Stripe takes it"],
    "however": ["it does not"],
    "source": "https://docs.stripe.com/api/refunds",
    "call_site": "Stripe/v1",
    "example": "curl\n[400]",
}


def row(operation: str, **other: Any) -> dict[str, Any]:
    """An operation as the tap tells it."""
    counts = {
        "operation": operation,
        "requests": 3,
        "outcomes": {"200": 2, "409": 1},
        "replayed": 1,
        "params": {"amount": 3},
    }
    return {
        **counts,
        "versions": {"2026-08-26.dahlia": 3},
        "judged_by": ["2026-08-26.dahlia"],
        "not_judged": 0,
        **other,
    }


@pytest.fixture
def findings(stub: Stub) -> dict[str, Any]:
    """What the stub tells as a tap; change it before asking."""
    answer: dict[str, Any] = {
        "dropped": 0,
        "unread_connections": 0,
        "notes": [],
        "findings": [FINDING],
        "operations": [row(CREATE), row(REFUND)],
    }
    stub.answers[("GET", "/_tap/findings")] = (200, answer)
    stub.answers[("GET", "/_tap/har")] = (200, {"log": {}})
    return answer


def tapped(stub: Stub) -> Stack:
    """A stack whose tap is the stub."""
    return replace(stub.stack(), tap_url=stub.url)


def test_each_operation_is_a_case_and_a_finding_fails_its_own(
    stub: Stub, findings: dict[str, Any], tmp_path: Path
) -> None:
    create, refund = stripe_requests.judge(tapped(stub), "pytest", tmp_path)
    assert (create.nodeid, create.outcome) == (f"after::stripe_requests[{CREATE}]", "passed")
    assert (refund.nodeid, refund.outcome) == (f"after::stripe_requests[{REFUND}]", "failed")
    (found,) = refund.findings
    assert (found.code, found.exchange) == ("stripe_unknown_parameter", "curl\n[400]")
    assert found.then[-1] == "see https://docs.stripe.com/api/refunds"
    assert found.however[-1] == "seen 3 times"
    assert create.operation_counts["params"] == {"amount": 3}
    assert json.loads((tmp_path / "stripe.har").read_text()) == {"log": {}}


@pytest.mark.parametrize(("promised", "outcome"), [(True, "failed"), (False, "passed")])
def test_a_key_for_what_takes_no_money_is_a_promise(
    stub: Stub, findings: dict[str, Any], promised: bool, outcome: str
) -> None:
    """A session or an intent that is made anew after a lost answer: wrong only for shops that say they keep a key."""
    findings["findings"] = [{**FINDING, "code": "stripe_retry_changed_key", "operation": CREATE, "begins": True}]
    stack = replace(tapped(stub), facts={"begins_with_key": promised})
    create, _ = stripe_requests.judge(stack, "pytest", None)
    assert create.outcome == outcome


@pytest.mark.parametrize("doubt", ["dropped", "unread_connections"])
def test_what_the_tap_did_not_see_leaves_doubt(stub: Stub, findings: dict[str, Any], doubt: str) -> None:
    findings[doubt] = 5
    create, refund = stripe_requests.judge(tapped(stub), "pytest", None)
    assert (create.outcome, refund.outcome) == ("unknown", "failed")
    assert create.findings[0].code == UNKNOWN
    assert create.findings[0].however[0].startswith("5 ")


def test_requests_that_could_not_be_read_leave_doubt(stub: Stub, findings: dict[str, Any]) -> None:
    findings["operations"] = [row(CREATE, not_judged=1)]
    (create,) = stripe_requests.judge(tapped(stub), "pytest", None)
    assert create.outcome == "unknown"


def test_a_tap_that_does_not_answer_is_unknown(stub: Stub) -> None:
    (case,) = stripe_requests.judge(tapped(stub), "pytest", None)
    assert (case.nodeid, case.outcome) == ("after::stripe_requests", "unknown")
    assert "expected 200, got 404" in case.findings[0].however[0]


def test_a_full_run_that_the_tap_saw_nothing_of_is_unknown(stub: Stub, findings: dict[str, Any]) -> None:
    findings["operations"], findings["findings"] = [], []
    assert stripe_requests.judge(tapped(stub), "pytest", None) == ()
    (case,) = stripe_requests.judge(tapped(stub), "pytest", None, full=True)
    assert case.outcome == "unknown"
    assert "STRIPE_API_BASE" in case.findings[0].then[0]


def test_a_stack_without_a_tap_has_no_such_case(stub: Stub) -> None:
    assert stripe_requests.judge(stub.stack(), "pytest", None) == ()


def test_the_page_and_the_document_tell_what_was_sent(stub: Stub, findings: dict[str, Any]) -> None:
    cases = stripe_requests.judge(tapped(stub), "pytest", None)
    run = Run(cases=cases, stack={"mode": "embedded", "why": "", "startup_seconds": 1.0, "asked": "", "profile": ""})
    page = summary.render(run, judge(run))
    for text in (
        "What the checkout sent to Stripe",
        REFUND,
        "200 × 2, 409 × 1, replayed × 1",
        "violates the contract",
    ):
        assert text in page
    assert "<b>" not in page.partition("What went wrong")[2].partition("</section>")[0]
    assert verdict_json.document(run, judge(run))["cases"][0]["seen"]["requests"] == 3


def test_allure_has_one_history_an_operation(stub: Stub, findings: dict[str, Any], tmp_path: Path) -> None:
    histories = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        cases = (
            *stripe_requests.judge(tapped(stub), "pytest", tmp_path),
            Case("scenarios/a.py::b", "not ours", "passed"),
        )
        post_run_checks.write(Run(cases=cases), folder)
        results = [json.loads(path.read_text()) for path in folder.glob("*-result.json")]
        histories.append({result["fullName"]: result["historyId"] for result in results})
    assert histories[0] == histories[1]
    assert len(set(histories[0].values())) == 2
    failed = next(result for result in results if result["status"] == "failed")
    assert {"name": "feature", "value": stripe_requests.FEATURE} in failed["labels"]
    assert failed["parameters"] == [{"name": "operation", "value": repr(REFUND)}]
    assert "stripe_unknown_parameter" in failed["statusDetails"]["message"]
    (attached,) = failed["attachments"]
    assert json.loads((folder / attached["source"]).read_text()) == {"log": {}}
    assert len(list(folder.glob("*.har"))) == 1
