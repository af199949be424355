"""The pytest plugin over small suites of its own, with a shop that needs no stack."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness import shop as shop_module
from harness import stack as stack_module
from harness.controller import COULD_NOT_RUN
from harness.failure import UNKNOWN, Failure
from harness.history import History
from harness.report import junit
from harness.stack import RunningStack, Stack, StackFailure

pytest_plugins = ["pytester"]
STACK = Stack(
    mode="external", why="a stub", checkout_url="http://127.0.0.1:1", stripe_url="http://127.0.0.1:1",
    aws_url="http://127.0.0.1:1", secret_key="sk_test_stub", publishable_key="pk_test_stub",
    webhook_secret="whsec_stub", account="stub", admin_email="", admin_password="", startup_seconds=1.5,
)  # fmt: skip
INI = """
[pytest]
testpaths = scenarios contracts
addopts = --strict-markers -p no:schemathesis
markers =
    card(number): a card
"""


@dataclass
class StubShop:
    """A shop whose judges find what the test asked for by `shop.found`."""

    stack: Stack
    history: History
    seed: int
    test_id: str
    found: list[Any] = field(default_factory=list)

    def saw(self, goal: str) -> None:
        self.history.record("fact", "test", "saw", goal=goal)

    def close_and_judge(self) -> list[Failure]:
        for failure in self.found:
            if isinstance(failure, ValueError):
                raise failure
        return self.found

    def close(self) -> None:
        self.found = []


@dataclass
class Started:
    """How often a stack was started and ended."""

    starts: int = 0
    ends: int = 0


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Stubs in the place of the stack and the shop."""
    count = Started()

    def start(*_: Any, **__: Any) -> RunningStack:
        count.starts += 1
        return RunningStack(STACK, lambda: setattr(count, "ends", count.ends + 1))

    monkeypatch.setattr(stack_module, "start", start)
    monkeypatch.setattr(shop_module, "Shop", StubShop)
    yield count
    assert count.starts == count.ends


def suite(pytester: pytest.Pytester, body: str, folder: str = "scenarios") -> None:
    """One file of a suite and the ini file of the repository, in short."""
    pytester.makeini(INI)
    for name in ("scenarios", "contracts", folder):
        Path(pytester.path, name).mkdir(exist_ok=True)
    text = "import pytest\nfrom harness.cards import catalogue\nfrom harness.failure import UNKNOWN, Failure\n" + body
    Path(pytester.path, folder, "test_it.py").write_text(text, encoding="utf-8")


def verdict(pytester: pytest.Pytester) -> dict[str, Any]:
    """What the run wrote."""
    document: dict[str, Any] = json.loads(Path(pytester.path, "reports", "verdict.json").read_text("utf-8"))
    return document


ALL_GOALS = """
@pytest.mark.card(*[card.number for card in catalogue()])
def test_everything_is_met(shop, seed):
    assert seed == 7
    for goal in ("decline", "challenge", "duplicate_webhook", "late_webhook", "lost_response"):
        shop.saw(goal)
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
)  # fmt: skip
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
    result = pytester.runpytest_inprocess("--reports", str(pytester.path.parent))
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

    monkeypatch.setattr(stack_module, "start", start)
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess()
    assert (result.ret, verdict(pytester)["verdict"]) == (2, "could_not_run")
    result.stdout.fnmatch_lines(["*verdict: could_not_run*", "*Hint: look at its log*"])


def test_a_start_that_crashes_is_told_too(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: Any, **__: Any) -> RunningStack:
        raise PermissionError(13, "Permission denied", "reports/stack")

    monkeypatch.setattr(stack_module, "start", start)
    suite(pytester, ALL_GOALS)
    assert pytester.runpytest_inprocess().ret == 2
    assert "PermissionError" in verdict(pytester)["reasons"][0]


def test_a_file_that_cannot_be_collected_is_could_not_run(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "import nowhere_to_be_found")
    pytester.runpytest_inprocess()
    document = verdict(pytester)
    assert document["verdict"] == "could_not_run"
    assert "nowhere_to_be_found" in document["reasons"][0]


def test_what_a_checkout_does_not_offer_is_skipped_and_told(pytester: pytest.Pytester, started: Started) -> None:
    body = "@pytest.mark.needs('refunds')\ndef test_refund(shop): assert False\ndef test_plain(shop): pass"
    suite(pytester, body)
    result = pytester.runpytest_inprocess()
    nodeid = "scenarios/test_it.py::test_refund"
    assert verdict(pytester)["skipped"] == [{"nodeid": nodeid, "reason": "not offered: refunds"}]
    result.stdout.fnmatch_lines(["*1 not run: not offered: refunds*"])


def test_a_feature_that_does_not_exist_is_no_reason_to_skip(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "@pytest.mark.needs('refund')\ndef test_refund(shop): pass")
    pytester.runpytest_inprocess()
    (failure,) = verdict(pytester)["failures"]
    assert failure["code"] == UNKNOWN
    assert "came refund" in failure["title"]


def test_the_command_that_runs_a_case_again_runs_that_case(pytester: pytest.Pytester, started: Started) -> None:
    names = "@pytest.mark.parametrize('n', ['a b', \"it's $HOME\", 'x'])\ndef test_odd(n, seed): assert False, n"
    suite(pytester, names)
    Path(pytester.path, "my shop.toml").write_text("", "utf-8")
    pytester.runpytest_inprocess("--seed=7", "--profile=my shop.toml", "-p", "no:randomly")
    for found in verdict(pytester)["failures"][0]["found"]:
        python, *words = shlex.split(found["rerun"])
        assert Path(python).is_file()
        assert words == ["-m", "pytest", found["nodeid"], "--seed=7", "--profile=my shop.toml"]


def test_a_case_of_a_fuzzed_operation_can_be_run_again_too(pytester: pytest.Pytester, started: Started) -> None:
    operation = {"get": {"responses": {"200": {"description": "fine"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": operation, "/a/b": operation},
    }
    body = f"import schemathesis\n@schemathesis.openapi.from_dict({document!r}).parametrize()\n"
    suite(pytester, body + "def test_fuzz(case, stack): assert False")
    pytester.makeini(INI.replace("-p no:schemathesis", "-W ignore::DeprecationWarning"))
    pytester.runpytest_inprocess("-p", "no:randomly")
    for found in verdict(pytester)["failures"][0]["found"]:
        again = pytester.runpytest_inprocess(*shlex.split(found["rerun"])[3:], "-p", "no:randomly")
        again.assert_outcomes(failed=1, deselected=1)
        assert verdict(pytester)["failures"][0]["found"][0]["nodeid"] == found["nodeid"]


def test_no_report_holds_what_an_assertion_compared(pytester: pytest.Pytester, started: Started) -> None:
    secrets = ("sk_test_abcdefgh", "4242424242424242", "pi_1_secret_xyz")
    facts = f"raise Failure('c', 'with {secrets[0]}', let='card {secrets[1]}', however='{secrets[2]}')"
    body = f"def test_a(shop):\n    {facts}\ndef test_b(shop): assert '' == {' '.join(secrets)!r}"
    suite(pytester, body + f"\n@pytest.fixture\ndef f(): raise ValueError({secrets[0]!r})\ndef test_c(f, shop): pass")
    pytester.runpytest_inprocess("--alluredir=reports/allure", "--junitxml=reports/junit.xml")
    junit.complete(Path(pytester.path, "reports", "junit.xml"), verdict(pytester))
    files = [path for path in Path(pytester.path, "reports").rglob("*") if path.is_file()]
    held = [(path.name, secret) for path in files for secret in secrets if f"{secret}" in path.read_text("utf-8")]
    page = [
        ("summary.html", secrets[1]),
        ("verdict.json", secrets[1]),
    ]  # they list the catalogue
    assert [found for found in held if found not in page] == []


def test_a_worker_that_crashes_leaves_unknown_cases_and_a_reason(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "import os\ndef test_dies(stack): os._exit(3)\ndef test_lives(stack): pass")
    pytester.runpytest_inprocess("-n", "2")
    document = verdict(pytester)
    assert (document["verdict"], document["suites"]["unknown"], document["suites"]["passed"]) == ("could_not_run", 1, 1)
    assert "worker gw" in document["reasons"][0]


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_selection_that_pytest_cannot_read_is_could_not_run(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    suite(pytester, "def test_a(stack): pass")
    result = pytester.runpytest_inprocess("-k", "and (", *workers)
    assert verdict(pytester)["verdict"] == "could_not_run"
    assert result.ret in (COULD_NOT_RUN, pytest.ExitCode.USAGE_ERROR)
    assert "INTERNALERROR" not in result.stdout.str()
    if workers:
        assert "Wrong expression passed to '-k'" in verdict(pytester)["reasons"][0]


def test_an_error_within_pytest_is_could_not_run(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "def test_a(stack): pass\ndef test_b(stack): pass")
    pytester.makeconftest("class Odd:\n    def pytest_runtest_logfinish(self): raise ZeroDivisionError('odd')\n"
        "def pytest_configure(config): config.pluginmanager.register(Odd())")  # fmt: skip
    pytester.runpytest_inprocess("-k", "test_")
    document = verdict(pytester)
    assert document["verdict"] == "could_not_run"
    assert "pytest broke" in document["reasons"][0]
    assert "odd" in document["reasons"][0]


def test_allure_gets_labels_titles_and_files(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "def test_a_plain_case(shop): shop.history.record('fact', 'test', 'product')")
    pytester.runpytest_inprocess("--alluredir=allure")
    (result,) = [json.loads(path.read_text("utf-8")) for path in Path(pytester.path, "allure").glob("*-result.json")]
    labels = {label["name"]: label["value"] for label in result["labels"]}
    expected = {"feature": "It", "story": "A plain case", "severity": "normal"}
    assert {name: labels[name] for name in expected} == expected
    assert [attachment["name"] for attachment in result["attachments"]] == ["History (JSON lines)"]
    assert Path(pytester.path, "allure", "environment.properties").is_file()
