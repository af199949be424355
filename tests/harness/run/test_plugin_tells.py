"""What a run of the plugin tells: what was not run, how to run a case again, what ended the run, and no secret."""

import json
import shlex
from pathlib import Path

import pytest

from harness.core.failure import UNKNOWN
from harness.report import junit
from harness.run.controller import COULD_NOT_RUN, NOT_KNOWN
from tests.harness.small_suite import INI, Started, suite, verdict

pytest_plugins = ["pytester"]


def test_what_a_checkout_does_not_offer_is_skipped_and_told(pytester: pytest.Pytester, started: Started) -> None:
    """An adapter without the method says so at the call: in a case's body, or in what its fixtures prepare."""
    body = """
from harness import NotOffered
@pytest.fixture
def refunded(shop): raise NotOffered("refund")
def test_refund(shop): raise NotOffered("refund")
def test_fixture(refunded): assert False
def test_plain(shop): pass
"""
    suite(pytester, body)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    document = verdict(pytester)
    skipped = {"scenarios/test_it.py::test_refund", "scenarios/test_it.py::test_fixture"}
    assert {row["nodeid"]: row["reason"] for row in document["skipped"]} == dict.fromkeys(
        skipped, "not offered: refund"
    )
    assert (document["suites"]["passed"], document["suites"]["failed"]) == (1, 0)
    result.stdout.fnmatch_lines(["*o 2 not offered: refund"])


def test_what_was_wrong_before_the_missing_method_stays_wrong(pytester: pytest.Pytester, started: Started) -> None:
    suite(
        pytester,
        "from harness import NotOffered\n"
        "def test_it(shop):\n"
        "    shop.found = [Failure('oversold', 'Too many')]\n"
        "    shop.history.record('invoke', 'Ada', 'begin')\n"
        "    raise NotOffered('refund')",
    )
    pytester.runpytest_inprocess()
    assert [failure["code"] for failure in verdict(pytester)["failures"]] == ["oversold"]


def test_an_adapter_that_cannot_be_used_judges_nobody(pytester: pytest.Pytester, started: Started) -> None:
    started.not_usable = "the adapter: begin: The checkout refused to begin: 404"
    suite(pytester, "def test_it(shop): assert False")
    result = pytester.runpytest_inprocess()
    document = verdict(pytester)
    assert (document["verdict"], document["exit_code"], result.ret) == ("unknown", NOT_KNOWN, NOT_KNOWN)
    assert document["reasons"] == [f"unknown: {started.not_usable}"]
    assert document["suites"]["failed"] == 0


def test_a_need_that_does_not_exist_is_no_reason_to_skip(pytester: pytest.Pytester, started: Started) -> None:
    """Features of a checkout are no needs: its adapter tells them."""
    suite(pytester, "@pytest.mark.needs('refunds')\ndef test_refund(shop): pass")
    pytester.runpytest_inprocess()
    (failure,) = verdict(pytester)["failures"]
    assert failure["code"] == UNKNOWN
    assert "got refunds" in failure["title"]


def test_the_command_that_runs_a_case_again_runs_that_case(pytester: pytest.Pytester, started: Started) -> None:
    names = "@pytest.mark.parametrize('n', ['a b', \"it's $HOME\", 'x'])\ndef test_odd(n, seed): assert False, n"
    suite(pytester, names)
    Path(pytester.path, "my shop.toml").write_text("", "utf-8")
    pytester.runpytest_inprocess("--seed=7", "--profile=my shop.toml", "-p", "no:randomly")
    for found in verdict(pytester)["failures"][0]["found"]:
        python, *words = shlex.split(found["rerun"])
        assert Path(python).is_file()
        assert words == ["-m", "pytest", found["nodeid"], "--seed=7", "--profile=my shop.toml"]


def test_a_part_is_run_again_as_it_was_asked_for(pytester: pytest.Pytester, started: Started) -> None:
    """By the words of the gate that started it, else by pytest's, quoted for a shell."""
    suite(pytester, "def test_a(shop): pass\ndef test_b(shop): pass")
    typed = "checkout-harness gate scenarios -k test_a --seed=7"
    pytester.runpytest_inprocess("-k", "test_a", "--seed=7", f"--asked-as={typed}")
    assert verdict(pytester)["again"] == typed
    assert typed in Path(pytester.path, "reports", "summary.md").read_text("utf-8")
    pytester.runpytest_inprocess("-k", "test_a or test_b", "scenarios", "--seed=7")
    assert verdict(pytester)["again"] == "pytest -k 'test_a or test_b' scenarios --seed=7"


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
    facts = f"raise Failure('not_json', 'with {secrets[0]}', let='card {secrets[1]}', however='{secrets[2]}')"
    body = f"def test_a(shop):\n    {facts}\ndef test_b(shop): assert '' == {' '.join(secrets)!r}"
    suite(pytester, body + f"\n@pytest.fixture\ndef f(): raise ValueError({secrets[0]!r})\ndef test_c(f, shop): pass")
    pytester.runpytest_inprocess("--alluredir=reports/allure", "--junitxml=reports/junit.xml")
    junit.complete(Path(pytester.path, "reports", "junit.xml"), verdict(pytester))
    files = [path for path in Path(pytester.path, "reports").rglob("*") if path.is_file()]
    held = [(path.name, secret) for path in files for secret in secrets if f"{secret}" in path.read_text("utf-8")]
    page = [(name, secrets[1]) for name in ("summary.html", "summary.md", "verdict.json")]  # they list the catalogue
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
    pytester.makeconftest(
        "class Odd:\n    def pytest_runtest_logfinish(self): raise ZeroDivisionError('odd')\n"
        "def pytest_configure(config): config.pluginmanager.register(Odd())"
    )
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
