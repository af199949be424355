"""`--browser`: what a run says of the cases that need one, on machines with and without a Chromium."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.browser import chromium
from harness.judging.verdict import judge
from harness.report import merging
from harness.stripe.probing.capabilities import stripe_js
from tests.harness import small_shop
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
SUITE = """
@pytest.mark.card(*[card.number for card in catalogue()])
def test_everything_is_met(shop):
    for goal in GOALS:
        shop.reached(goal)
@pytest.mark.browser
@pytest.mark.card("4242424242424242")
@pytest.mark.parametrize("n", range(4))
def test_in_a_browser(shop, n): pass
"""
NEED = f"4 cases need a browser: {chromium.NO_CHROMIUM}"


@pytest.fixture(autouse=True)
def stubs(started: Started) -> None:
    """Stubs in the place of the stack and the shop; the adapter names pages."""


def ran(pytester: pytest.Pytester, *options: str) -> dict[str, Any]:
    """Run the suite with these options; its verdict."""
    suite(pytester, SUITE)
    pytester.runpytest_inprocess(*options)
    return verdict(pytester)


def reasons(document: dict[str, Any]) -> set[str]:
    """Why cases did not run."""
    return {row["reason"] for row in document["skipped"]}


@pytest.mark.parametrize(
    ("options", "word", "code", "why"),
    [((), "pass", 0, []), (("--browser=auto",), "pass", 0, []), (("--browser=required",), "unknown", 3, [NEED])],
)
def test_without_a_chromium(
    pytester: pytest.Pytester, no_chromium: str, options: tuple[str, ...], word: str, code: int, why: list[str]
) -> None:
    document = ran(pytester, *options)
    assert (document["verdict"], document["exit_code"], document["reasons"]) == (word, code, why)
    assert (document["suites"]["passed"], document["suites"]["skipped"]) == (1, 4)
    assert reasons(document) == {f"not run: {no_chromium}"}


def test_what_chromium_names_is_used_or_nothing(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.NAMED_BY, "/no/such/chromium")
    document = ran(pytester, "--browser=required")
    reason = "no Chromium (CHROMIUM names no program: /no/such/chromium)"
    assert (document["verdict"], document["reasons"]) == ("unknown", [f"4 cases need a browser: {reason}"])


@pytest.mark.parametrize("option", ["--browser=auto", "--browser=required"])
def test_with_a_chromium_they_run(pytester: pytest.Pytester, some_chromium: str, option: str) -> None:
    document = ran(pytester, option)
    assert (document["verdict"], document["suites"]["passed"], document["skipped"]) == ("pass", 5, [])


def test_off_leaves_them_out_wherever_it_is(pytester: pytest.Pytester, some_chromium: str) -> None:
    document = ran(pytester, "--browser=off")
    assert (document["verdict"], document["exit_code"]) == ("pass", 0)
    assert (document["suites"]["passed"], reasons(document)) == (1, {"not run: --browser=off"})
    assert document["again"].endswith(" --browser=off")


def test_what_is_not_run_is_told_wherever_people_look(pytester: pytest.Pytester, no_chromium: str) -> None:
    suite(pytester, SUITE)
    result = pytester.runpytest_inprocess()
    line = f"not run: {no_chromium}"
    result.stdout.fnmatch_lines([f"  o 4 {line}"])
    for name in ("summary.html", "summary.md"):
        assert line in Path(pytester.path, "reports", name).read_text("utf-8"), name


def test_what_is_required_is_told_once(pytester: pytest.Pytester, no_chromium: str) -> None:
    suite(pytester, SUITE)
    result = pytester.runpytest_inprocess("--browser=required")
    result.stdout.fnmatch_lines([f"  - {NEED}"])
    result.stdout.no_fnmatch_line("*o 4 not run*")


@pytest.mark.parametrize("options", [("-k", "test_"), ("-n", "2")])
def test_a_selection_and_workers_are_asked_the_same(
    pytester: pytest.Pytester, no_chromium: str, options: tuple[str, ...]
) -> None:
    suite(pytester, SUITE.replace("(shop)", "(stack)").replace("shop.reached(goal)", "pass"))
    pytester.runpytest_inprocess("--browser=required", *options)
    document = verdict(pytester)
    assert (document["verdict"], document["exit_code"]) == ("unknown", 3)
    assert NEED in document["reasons"]


def test_one_shard_without_makes_the_whole_unknown(
    pytester: pytest.Pytester, no_chromium: str, monkeypatch: pytest.MonkeyPatch, some_chromium: str
) -> None:
    first = ran(pytester, "--browser=required", "--shard=1/2", "--seed=1")
    monkeypatch.delenv(chromium.NAMED_BY)
    second = ran(pytester, "--browser=required", "--shard=2/2", "--seed=1")
    assert (first["verdict"], second["verdict"]) == ("pass", "unknown")
    count = second["suites"]["skipped"]  # by the hash of their names, which stays
    assert count
    verdict = judge(replace(merging.run_of(json.loads(json.dumps([first, second]))), contract=None))
    assert (verdict.word, verdict.reasons) == ("unknown", (f"{count} cases need a browser: {no_chromium}",))


def test_a_checkout_without_pages_owes_no_browser(
    pytester: pytest.Pytester, no_chromium: str, started: Started
) -> None:
    started.adapter = small_shop.SPEC
    document = ran(pytester, "--browser=required")
    assert (document["verdict"], reasons(document)) == ("pass", {"not offered: pages"})


def test_a_stripe_without_stripe_js_cannot_judge_them(
    pytester: pytest.Pytester, some_chromium: str, started: Started
) -> None:
    started.missing_capabilities = {"stripe_js": f"answers 404 to GET {stripe_js.SCRIPT}"}
    document = ran(pytester)
    line = f"4 need stripe_js: it answers 404 to GET {stripe_js.SCRIPT}"
    assert (document["verdict"], document["reasons"]) == (
        "unknown",
        [f"not judged on this backend: 4 of 5 cases\n    {line}"],
    )


@pytest.mark.parametrize("option", ["--browser=auto", "--browser=off"])
def test_they_have_a_channel_of_their_own_even_when_they_did_not_run(
    pytester: pytest.Pytester, some_chromium: str, option: str
) -> None:
    suite(pytester, SUITE)
    pytester.runpytest_inprocess(option, "--alluredir=allure")
    found = {case["nodeid"].partition("[")[0].partition("::")[2]: case["labels"] for case in verdict(pytester)["cases"]}
    assert {name: labels["channel"] for name, labels in found.items()} == {
        "test_everything_is_met": "API",
        "test_in_a_browser": "browser",
    }
    results = [json.loads(path.read_text("utf-8")) for path in Path(pytester.path, "allure").glob("*-result.json")]
    labels = [{label["name"]: label["value"] for label in one["labels"]} for one in results]
    assert sorted(one["channel"] for one in labels) == ["API", *["browser"] * 4]
    assert verdict(pytester)["channels"]["browser"] == (4 if option == "--browser=auto" else 0)


def test_the_command_that_runs_a_case_again_keeps_the_policy(pytester: pytest.Pytester, some_chromium: str) -> None:
    suite(pytester, "@pytest.mark.browser\ndef test_it(shop): assert False")
    pytester.runpytest_inprocess("--browser=required")
    (found,) = verdict(pytester)["failures"][0]["found"]
    assert found["rerun"].endswith(" --browser=required")


def test_a_browser_that_a_case_started_ends_with_the_run(pytester: pytest.Pytester, browser: object) -> None:
    started_before = chromium.running()
    suite(
        pytester,
        "from harness.browser import chromium\n@pytest.mark.browser\n"
        "def test_it(shop): assert chromium.running().version",
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)
    assert not started_before.is_connected()


def test_another_word_is_refused(pytester: pytest.Pytester) -> None:
    suite(pytester, SUITE)
    pytester.runpytest_inprocess("--browser=firefox").stderr.fnmatch_lines(["*invalid choice: 'firefox'*"])
