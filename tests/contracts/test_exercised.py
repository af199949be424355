"""The count of answers: by operation, status and media type, from histories; the floor of a full run."""

from dataclasses import replace

import pytest

from contracts.shared import document
from harness.core import api_coverage
from harness.core.api_coverage import Contract
from harness.core.history import History
from harness.judging.goals import GOALS
from harness.judging.verdict import Case, Run, judge
from harness.report import payment_api

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The contract of record."""
    found = api_coverage.contract_of({"file": str(document.PATH), "every_answer": True})
    assert found is not None
    return found


def exchange(history: History, method: str, path: str, status: int, media: str, system: str = "checkout") -> None:
    """One exchange as the harness records it."""
    request = history.record("invoke", "a", "any", system=system, method=method, url=f"http://127.0.0.1:1{path}")
    kind = "ok" if status < 400 else "fail"
    history.record(kind, "a", "any", system=system, status=status, media=media, invoke=request.seq)


def test_exchanges_are_counted_by_operation(contract: Contract) -> None:
    """With ids in the address, parameters of the media type, and queries; what Stripe answers is not the checkout's."""
    history = History()
    exchange(history, "GET", "/api/orders/ord_1?x=1", 200, "application/json; charset=utf-8")
    exchange(history, "GET", "/api/orders/ord_2", 200, "application/json")
    exchange(history, "GET", "/api/orders", 401, PROBLEM)
    exchange(history, "GET", "/api/orders", 401, PROBLEM, system="stripe")
    exchange(history, "GET", "/v1/orders", 200, "application/json")
    assert api_coverage.count(contract, history) == {
        "GET /api/orders/{order_id} -> 200 application/json": 2,
        f"GET /api/orders -> 401 {PROBLEM}": 1,
    }


def test_a_request_without_an_answer_counts_nothing(contract: Contract) -> None:
    """Nobody knows what would have come."""
    history = History()
    request = history.record("invoke", "a", "any", system="checkout", method="GET", url="http://127.0.0.1:1/health")
    history.record("info", "a", "any", system="checkout", invoke=request.seq)
    assert api_coverage.count(contract, history) == {}


def test_what_no_client_can_cause_has_a_reason_and_no_floor(contract: Contract) -> None:
    """Failures of Stripe and of the store, and a cart that is busy in the same moment."""
    excused = {documented.status for documented in contract.documented_responses if documented.excuse}
    assert excused == {409, 502, 503}
    never = api_coverage.never_seen(contract, {})
    assert not {documented.status for documented in never} & {502, 503}
    assert len(never) + sum(bool(documented.excuse) for documented in contract.documented_responses) == len(
        contract.documented_responses
    )


def test_a_full_run_that_missed_a_documented_answer_is_unknown(contract: Contract) -> None:
    """Named in the reason; in a selection there is no floor."""
    counts = {documented.key: 1 for documented in contract.documented_responses if not documented.excuse}
    missed = f"GET /api/orders -> 401 {PROBLEM}"
    case = Case("c.py::one", "One", "passed", goals=tuple(GOALS), answer_counts=counts)
    run = Run(cases=(case,), contract=contract)
    assert judge(run).word == "pass"
    less = replace(case, answer_counts={key: count for key, count in counts.items() if key != missed})
    verdict = judge(replace(run, cases=(less,)))
    assert (verdict.word, verdict.reasons) == ("unknown", (f"documented answers that never occurred: {missed}",))
    assert judge(replace(run, cases=(less,), full=False)).word == "pass"


def test_many_missed_answers_are_counted_not_listed(contract: Contract) -> None:
    """The report has the table of all; the verdict stays readable."""
    (reason,) = judge(Run(cases=(Case("c.py::one", "One", "passed", goals=tuple(GOALS)),), contract=contract)).reasons
    missed = api_coverage.never_seen(contract, {})
    assert reason.count(" -> ") == 5
    assert reason.endswith(f" and {len(missed) - 5} more")


def test_counts_of_several_cases_add_up(contract: Contract) -> None:
    """Whichever process ran them: a case carries its own."""
    key = contract.documented_responses[0].key
    run = Run(cases=(Case("a", "", "passed", answer_counts={key: 2}), Case("b", "", "passed", answer_counts={key: 3})))
    assert run.answer_counts() == {key: 5}
    cell = api_coverage.table(contract, run.answer_counts())[0]["answers"][0]
    assert cell["count"] == 5


def test_a_contract_that_need_not_be_exercised_misses_nothing(contract: Contract) -> None:
    """A document that nobody wrote for this has answers that no client can cause, and says of none."""
    case = Case("c.py::one", "One", "passed", goals=tuple(GOALS))
    assert judge(Run(cases=(case,), contract=replace(contract, every_answer=False))).word == "pass"
    assert judge(Run(cases=(case,))).word == "pass"


def test_a_merged_run_reads_the_contract_from_the_reports_of_its_shards(contract: Contract) -> None:
    """Whatever folder it is merged in."""
    told = payment_api.document(Run(cases=(), contract=contract))
    found = api_coverage.of_table(told)
    assert found is not None
    assert set(found.documented_responses) == set(contract.documented_responses)
    assert found.every_answer is True
    assert api_coverage.of_table({}) is None
