"""The pytest plugin over small suites of its own, with a shop that needs no stack."""

from pathlib import Path
from typing import Any

import pytest

from harness import stack
from harness.core.failure import UNKNOWN
from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import RunningStack
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
ALL_GOALS = """
@pytest.mark.card(*[card.number for card in catalogue()])
def test_everything_is_met(shop, seed):
    assert seed == 7
    from harness.judging.goals import GOALS
    for goal in GOALS:
        shop.reached(goal)
"""


@pytest.mark.parametrize(
    ("body", "word", "code"),
    [
        (ALL_GOALS, "pass", None),
        (ALL_GOALS + "def test_plain(): pass", "pass", None),
        (ALL_GOALS + "def test_broken(shop): shop.found.append(Failure('oversold', 'Too many'))", "fail", "oversold"),
        (ALL_GOALS + "def test_wrong(): assert 1 == 2", "fail", "assertion"),
        (ALL_GOALS + "def test_odd(): raise KeyError('x')", "fail", "error_in_test"),
        (ALL_GOALS + "def test_odd(shop): shop.found.append(Failure(UNKNOWN, 'Who knows'))", "unknown", UNKNOWN),
        (ALL_GOALS + "def test_odd(shop): shop.found.append(ValueError('crash'))", "unknown", UNKNOWN),
        ("def test_no_goal(shop): pass", "unknown", None),
    ],
)
def test_a_run_is_judged(pytester: pytest.Pytester, started: Started, body: str, word: str, code: str | None) -> None:
    suite(pytester, body)
    pytester.runpytest_inprocess("--seed=7", "-p", "no:randomly")
    document = verdict(pytester)
    assert (document["verdict"], document["seed"], document["full_run"]) == (word, 7, True)
    assert [failure["code"] for failure in document["failures"]] == ([code] if code else [])
    assert document["stack"]["startup_seconds"] == 1.5
    assert started.starts == 1


def test_a_violation_is_told_beside_the_test_s_own_failure(pytester: pytest.Pytester, started: Started) -> None:
    suite(
        pytester,
        "def test_two(shop):\n    shop.found.append(Failure('oversold', 'Too many'))\n    assert False, 'mine'",
    )
    result = pytester.runpytest_inprocess()
    result.stdout.fnmatch_lines(["*Too many*oversold*"])
    assert {failure["code"] for failure in verdict(pytester)["failures"]} == {"assertion", "oversold"}


def test_what_a_judge_found_is_told_with_the_case_s_requests(pytester: pytest.Pytester, started: Started) -> None:
    body = """
def test_two(shop):
    for method in ("GET", "POST"):
        asked = shop.history.record("invoke", "Ada", "pay", method=method, url="http://x/y", curl=f"curl -X {method} y")
        shop.history.record("ok", "Ada", "pay", invoke=asked.seq, status=201)
    shop.found.append(Failure("oversold", "Too many"))
"""
    suite(pytester, body)
    pytester.runpytest_inprocess()
    (failure,) = verdict(pytester)["failures"]
    assert failure["found"][0]["exchange"] == "curl -X POST y\n-> 201"


def test_a_selection_says_so_and_needs_no_goals(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "def test_a(shop): pass\ndef test_b(shop): pass")
    pytester.runpytest_inprocess("-k", "test_a")
    assert (verdict(pytester)["verdict"], verdict(pytester)["full_run"]) == ("pass", False)


def test_a_path_that_pytest_would_take_for_tests_is_refused(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess("-p", "harness.run.plugin", "--reports", str(pytester.path.parent))
    result.stderr.fnmatch_lines([f"*expected `--reports={pytester.path.parent}`*"])
    assert (result.ret, started.starts) == (pytest.ExitCode.USAGE_ERROR, 0)


def test_the_header_names_stack_and_seed_and_the_end_the_verdict(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess("--seed=7", "--stack=embedded")
    result.stdout.fnmatch_lines(["checkout-harness: stack embedded (asked for*), seed 7*", "*verdict: pass*"])


def test_a_reports_folder_starts_where_pytest_was_started(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite(pytester, "def test_a(stack): pass")
    monkeypatch.chdir(Path(pytester.path, "scenarios"))
    pytester.runpytest_inprocess("--reports=mine")
    pytester.runpytest_inprocess()
    assert Path(pytester.path, "scenarios", "mine", "verdict.json").is_file()
    assert Path(pytester.path, "reports", "verdict.json").is_file()


def test_own_tests_start_nothing_and_write_nothing(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "def test_plain(): pass", folder="tests")
    result = pytester.runpytest_inprocess("tests")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*checkout-harness: stack*")
    assert started.starts == 0
    assert not Path(pytester.path, "reports").exists()


def test_workers_share_one_stack_and_tell_the_controller(pytester: pytest.Pytester, started: Started) -> None:
    body = "def test_s(stack, seed, n): assert (stack.account, seed) == ('stub', 7)"
    suite(pytester, "@pytest.mark.parametrize('n', range(4))\n" + body)
    pytester.runpytest_inprocess("--seed=7", "-n", "2")
    document = verdict(pytester)
    assert (document["suites"]["passed"], document["suites"]["workers"]) == (4, 2)
    assert started.starts == 1


def test_a_stack_that_cannot_start_is_could_not_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: Any, **__: Any) -> RunningStack:
        raise StackFailure("checkout", "GET /health to answer 200", "exit status 1", "look at its log")

    monkeypatch.setattr(stack, "start", start)
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess()
    assert (result.ret, verdict(pytester)["verdict"]) == (2, "could_not_run")
    result.stdout.fnmatch_lines(["*verdict: could_not_run*", "*Hint: look at its log*"])


def test_a_start_that_crashes_is_told_too(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: Any, **__: Any) -> RunningStack:
        raise PermissionError(13, "Permission denied", "reports/stack")

    monkeypatch.setattr(stack, "start", start)
    suite(pytester, ALL_GOALS)
    assert pytester.runpytest_inprocess().ret == 2
    assert "PermissionError" in verdict(pytester)["reasons"][0]


def test_a_file_that_cannot_be_collected_is_could_not_run(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "import nowhere_to_be_found")
    pytester.runpytest_inprocess()
    document = verdict(pytester)
    assert document["verdict"] == "could_not_run"
    assert "nowhere_to_be_found" in document["reasons"][0]
