"""What a case needs of Stripe and does not have is told as not run, and a full run with such a case is unknown."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.core.failure import UNKNOWN
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
DECLINED = "4000000000000002"
APPROVES = f"approves {DECLINED}"
ALL_GOALS = """
@pytest.mark.card(*[card.number for card in catalogue() if card.number != "4000000000000002"])
def test_everything_is_met(shop):
    for goal in GOALS:
        shop.reached(goal)
@pytest.mark.card("4000000000000002")
def test_declined(shop): pass
"""
PARAMETER = """
@pytest.mark.parametrize("card", [card for card in catalogue() if card.number in ("4000000000000002", "4242424242424242")])
def test_pays(shop, card): pass
"""  # noqa: E501


def test_a_full_run_on_the_emulator_passes(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, ALL_GOALS)
    pytester.runpytest_inprocess()
    document = verdict(pytester)
    assert (document["verdict"], document["backend"]["as_documented"]) == ("pass", True)


def test_a_full_run_that_could_not_judge_something_is_unknown(pytester: pytest.Pytester, started: Started) -> None:
    started.missing_capabilities = {DECLINED: APPROVES}
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess("--junitxml=junit.xml", "--alluredir=allure")
    document = verdict(pytester)
    lines = [
        "not judged on this backend: 1 of 2 cases",
        f"1 need declines: it {APPROVES} (1 of 14 cards are not as documented)",
    ]
    assert (document["verdict"], document["exit_code"], document["reasons"][0]) == ("unknown", 3, "\n    ".join(lines))
    result.stdout.fnmatch_lines([f"*- {lines[0]}", f"    {lines[1]}"])
    result.stdout.no_fnmatch_line("*o 1 not run*")
    words = f"not run: the backend {APPROVES} (needs declines)"
    assert document["skipped"] == [{"nodeid": "scenarios/test_it.py::test_declined", "reason": words}]
    assert [case["lacks"] for case in document["cases"] if case["outcome"] == "skipped"] == [["declines"]]
    (row,) = [row for row in document["backend"]["abilities"] if row["name"] == "declines"]
    assert (row["wrong_cards"], row["not_run"]) == ({DECLINED: APPROVES}, 1)
    skipped = ElementTree.parse(Path(pytester.path, "junit.xml")).find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == words
    results = [json.loads(path.read_text("utf-8")) for path in Path(pytester.path, "allure").glob("*-result.json")]
    assert [words in one["statusDetails"]["message"] for one in results if one["status"] == "skipped"] == [True]


def test_a_selection_says_it_too_and_is_no_unknown(pytester: pytest.Pytester, started: Started) -> None:
    started.missing_capabilities = {DECLINED: APPROVES}
    suite(pytester, ALL_GOALS)
    result = pytester.runpytest_inprocess("-k", "test_")
    result.stdout.fnmatch_lines([f"*o 1 not run: the backend {APPROVES} (needs declines)*"])
    assert verdict(pytester)["verdict"] == "pass"


def test_the_card_of_a_parameter_counts(pytester: pytest.Pytester, started: Started) -> None:
    started.missing_capabilities = {DECLINED: APPROVES}
    suite(pytester, PARAMETER)
    pytester.runpytest_inprocess().assert_outcomes(passed=1, skipped=1)


@pytest.mark.parametrize(
    ("mark", "missing_capabilities"),
    [
        ("needs('events')", "events"),
        ("needs('webhook_deliveries')", "events"),  # it builds on events
        ("needs('refunding')", "refunding"),
        ("needs('server_payments')", "server_payments"),
        ("card('4242424242424242')", "browser_payments"),
        ("card('4000000000003220')", "challenge_answers"),
        ("card('4000000000000002')", "second_attempts"),
        ("parametrize('n', [1])", "intent_lists"),  # no case can be judged without
    ],
)
def test_what_a_case_needs(pytester: pytest.Pytester, started: Started, mark: str, missing_capabilities: str) -> None:
    started.missing_capabilities = {missing_capabilities: "does otherwise"}
    arguments = "shop, n" if mark.startswith("parametrize") else "shop"
    suite(pytester, f"@pytest.mark.{mark}\ndef test_it({arguments}): pass\ndef test_free(): pass")
    pytester.runpytest_inprocess().assert_outcomes(passed=1, skipped=1)
    assert "does otherwise" in verdict(pytester)["skipped"][0]["reason"]


def test_a_need_that_does_not_exist_is_an_error(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, "@pytest.mark.needs('event')\ndef test_it(shop): pass")
    pytester.runpytest_inprocess()
    (failure,) = verdict(pytester)["failures"]
    assert failure["code"] == UNKNOWN
    assert "got event" in failure["title"]
