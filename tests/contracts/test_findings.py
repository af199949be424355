"""Findings: each once, titles without what was drawn, accepted ones apart; amounts with a fraction are seen."""

import json
from datetime import date

import pytest

from contracts.fuzzing.checks import fractions, refused_as_invalid
from contracts.fuzzing.findings import once, sort_out, steady
from harness.config.accepted import Entry
from harness.core.api_coverage import Contract
from harness.core.failure import Failure
from harness.judging.verdict import Case, Finding, Run, judge
from harness.report import payment_api, verdict_json

OPERATION = "GET /api/orders"


def failure(title: str = "GET /api/orders: Server error", code: str = "contract_not_a_server_error") -> Failure:
    """A finding."""
    return Failure(code, title)


def test_the_same_thing_is_told_once() -> None:
    """By code, operation and title; the first keeps its exchange."""
    first, same = failure(), failure()
    other = failure("GET /api/orders: Undocumented status code", "contract_status_code_conformance")
    assert [found for _, found in once([(OPERATION, first), (OPERATION, same), (OPERATION, other)])] == [first, other]


def test_accepted_findings_do_not_fail() -> None:
    """They are told with their reason."""
    entry = Entry("contract_not_a_server_error", OPERATION, "known", date(2999, 1, 1))
    other = failure("other", "contract_use_after_free")
    failing, accepted = sort_out([(OPERATION, failure()), (OPERATION, other)], (entry,))
    assert [found.code for found in failing] == ["contract_use_after_free"]
    assert [(row["key"], row["reason"]) for row in accepted] == [(list(entry.key), "known")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'pi_3LauUzgCbi4' is not of type 'integer'", "'pi_9zzz' is not of type 'integer'"),
        ("12345 is greater than 99", "987654 is greater than 99"),
    ],
)
def test_titles_hold_nothing_that_was_drawn(one: str, other: str) -> None:
    """Two runs with other seeds tell the same title."""
    assert steady(one) == steady(other)


def test_amounts_with_a_fraction_are_seen() -> None:
    """At any depth, and only where money is meant."""
    body = {"orders": [{"amount": 1000.0, "items": [{"price": 5}]}], "ratio": 0.5, "total": 12}
    assert fractions(json.dumps(body)) == ["amount"]
    assert fractions("no json 1.0") == []


def test_the_reports_tell_a_finding_of_several_cases_once() -> None:
    """With the exchange as curl and the line that runs it again; accepted ones beside it."""
    found = Finding("contract_not_a_server_error", "GET /api/orders: Server error", exchange="curl -X GET /api/orders")
    fuzzed = {"operation": OPERATION, "phase": "fuzzing", "cases": 30, "seconds": 0.2, "accepted": []}
    row = {"key": ["contract_x", OPERATION], "title": "x", "reason": "known", "expires": "2999-01-01"}
    cases = tuple(
        Case(f"c.py::{name}", name, "failed", findings=(found,), rerun=f"pytest c.py::{name} --seed=1", fuzzed=fuzzed)
        for name in ("coverage", "fuzzing")
    )
    accepted = Case("c.py::examples", "examples", "passed", fuzzed={**fuzzed, "accepted": [row]})
    run = Run(cases=(*cases, accepted), full=False, contract=contract_of_nothing())
    document = payment_api.document(run)
    (single,) = document["findings"]
    assert single["cases"] == ["c.py::coverage", "c.py::fuzzing"]
    assert (single["exchange"], single["replay"]) == ("curl -X GET /api/orders", "pytest c.py::coverage --seed=1")
    assert document["accepted"] == [
        {"code": "contract_x", "operation": OPERATION, "title": "x", "reason": "known", "expires": "2999-01-01"}
    ]
    assert document["fuzzed"] == {"cases": 90, "worker_seconds": 0.6, "cases_a_worker_second": 150.0}
    assert verdict_json.document(run, judge(run))["contract"] == document


def contract_of_nothing() -> Contract:
    """A contract without operations."""
    return Contract((), ())


def test_only_a_refusal_for_the_schema_is_told_as_one() -> None:
    """A payment method that Stripe does not know is no fault of the request's form."""
    assert refused_as_invalid(b'{"status": 422, "code": "validation_error"}')
    assert not refused_as_invalid(b'{"status": 422, "code": "resource_missing"}')
    assert not refused_as_invalid(b"[]")
    assert not refused_as_invalid(b"no json")
