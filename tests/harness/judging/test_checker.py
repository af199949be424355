"""A judge that crashes is unknown, never green."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History, NotKnown
from harness.judging import invariants
from harness.judging.checker import check
from harness.judging.invariants import Invariant
from harness.run import post_run_checks
from tests.harness.stub import Answer, Request, Stub


def crashes(history: History) -> Iterator[Failure]:
    raise ZeroDivisionError("by accident")


def lacks(history: History) -> Iterator[Failure]:
    raise NotKnown("no snapshot of the stock")


def finds(history: History) -> Iterator[Failure]:
    yield Failure("oversold", "Found it")


def named(judge: invariants.Judge) -> Invariant:
    return Invariant(judge.__name__, f"it {judge.__name__}", judge, lambda _: 1)


def test_a_crash_and_a_lack_are_unknown_and_others_still_judge() -> None:
    found = check(History(), (named(crashes), named(lacks), named(finds)))
    assert [failure.code for failure in found] == [UNKNOWN, UNKNOWN, "oversold"]
    assert "ZeroDivisionError: by accident" in str(found[0])
    assert "no snapshot of the stock" in str(found[1])


def test_a_test_may_expect_a_violation() -> None:
    history = History()
    history.record("fact", "test", "allow", code="oversold", reason="on purpose")
    assert check(history, (named(finds),)) == []


def test_every_file_is_an_invariant_told_as_one_sentence() -> None:
    """A new file is found by being there; of those that answer the project's question, none may go missing."""
    found = invariants.all_invariants()
    names = [each.name for each in found]
    assert names == sorted({path.stem for path in Path(invariants.__path__[0]).glob("*.py")} - {"__init__"})
    assert set(names) >= {
        "money_once",
        "no_card_data_outside_stripe",
        "no_money_without_order",
        "no_order_without_money",
        "refunds_within_capture",
        "stock_conserved",
    }
    assert all(" " in each.sentence for each in found)


def test_an_empty_history_breaks_nothing() -> None:
    assert check(History()) == []


def test_the_checkout_s_log_is_judged_after_the_run(tmp_path: Path) -> None:
    log = tmp_path / "checkout.log"
    stack = replace(Stub().stack(), mode="external", logs={"checkout": str(log)})
    assert post_run_checks.judge_all(stack, "pytest") == ()
    log.write_text("GET /health 200\n", "utf-8")
    (clean,) = post_run_checks.judge_all(stack, "pytest")
    assert clean.outcome == "passed"
    log.write_text("charging 4242424242424242 with sk_test_abcdefgh\n", "utf-8")
    (dirty,) = post_run_checks.judge_all(stack, "pytest")
    assert [finding.code for finding in dirty.findings] == ["secret_in_log", "secret_in_log"]
    assert "4242424242424242" not in str(dirty)


def test_of_a_long_log_the_beginning_is_judged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a start that tells its settings has told them."""
    monkeypatch.setattr(post_run_checks, "MOST_CHARACTERS", 1000)
    log = tmp_path / "checkout.log"
    stack = replace(Stub().stack(), mode="external", logs={"checkout": str(log)})
    for lines in (["sk_test_abcdefgh", *["GET /health 200"] * 500], [*["GET /health 200"] * 500, "sk_test_abcdefgh"]):
        log.write_text("\n".join(lines), "utf-8")
        (case,) = post_run_checks.judge_all(stack, "pytest")
        assert case.outcome == "failed"
    assert len(post_run_checks.beginning_and_end("x" * 5000, 1000)) == 1001


def test_the_tables_are_judged_page_by_page_whatever_aws_this_machine_is_set_up_for(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/nonsense")
    first = {"Items": [{"id": {"S": "o1"}}], "LastEvaluatedKey": {"id": {"S": "o1"}}}
    second = {"Items": [{"card": {"S": "4242424242424242"}}]}

    def dynamodb(request: Request) -> Answer:
        if request.headers["X-Amz-Target"].endswith("ListTables"):
            return 200, {"TableNames": ["orders"]}
        return 200, second if "ExclusiveStartKey" in request.body else first

    stub.answers["POST", "/"] = dynamodb
    (case,) = post_run_checks.judge_all(stub.stack(), "pytest")
    assert [finding.code for finding in case.findings] == ["secret_in_tables"]
    assert len(stub.requests) == 3
