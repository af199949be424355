"""Which goals a case may reach is read from its code, so that a case that was not run tells them, too."""

from pathlib import Path

import pytest

from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
STEPS = """
import functools
def challenged(shop): also(shop)
def also(shop): (lambda: shop.reached("challenge"))()
def each_of(function):
    @functools.wraps(function)
    def inner(*given, **named): return function(*given, **named)
    return inner
class Bank:
    def lose(self, shop): shop.reached("lost_response")
"""
BODY = """
from harness import NotOffered
def lack(feature): raise NotOffered(feature)
import my_steps as steps
from my_steps import Bank, challenged, each_of
def test_itself(shop):
    lack("refund")
    shop.reached("decline")
def test_by_a_function(shop):
    lack("refund")
    challenged(shop)
def test_by_a_module(shop):
    lack("refund")
    steps.challenged(shop)
def test_by_a_method(shop):
    lack("refund")
    Bank().lose(shop)
@each_of
def test_decorated(shop):
    lack("refund")
    for goal in ("late_webhook", "decline"):
        shop.reached(goal)
@pytest.fixture
def told_twice(shop):
    lack("refund")
    shop.reached("duplicate_webhook")
def test_by_a_fixture(told_twice): pass
def test_a_word_alone(shop): assert "decline" != "challenge"
"""
EXPECTED = {
    "itself": ["decline"],
    "by_a_function": ["challenge"],
    "by_a_module": ["challenge"],
    "by_a_method": ["lost_response"],
    "decorated": ["decline", "late_webhook"],
    "by_a_fixture": ["duplicate_webhook"],
    "a_word_alone": [],
}


def test_a_case_tells_them_without_being_run(pytester: pytest.Pytester, started: Started) -> None:
    suite(pytester, BODY)
    Path(pytester.path, "scenarios", "my_steps.py").write_text(STEPS, "utf-8")
    pytester.runpytest_inprocess()
    document = verdict(pytester)
    told = {case["nodeid"].partition("::test_")[2]: case.get("may_reach", []) for case in document["cases"]}
    assert told == EXPECTED
    assert document["goals"]["decline"]["not_offered"] == {"refund": 2}
    (missed,) = (reason for reason in document["reasons"] if "never reached" in reason)
    assert not any(f"{goal} (" in missed for told in EXPECTED.values() for goal in told), "no case of them is offered"


def test_a_goal_that_names_its_cases_may_be_reached_by_them(pytester: pytest.Pytester, started: Started) -> None:
    """So a shop without what they need is no doubt, although none of them says what it reaches."""
    body = """
from harness import NotOffered
def test_each_change_is_lost_once(shop): raise NotOffered("a second checkout: containers")
"""
    suite(pytester, body)
    Path(pytester.path, "scenarios", "test_it.py").rename(Path(pytester.path, "scenarios", "test_sweep.py"))
    pytester.runpytest_inprocess()
    document = verdict(pytester)
    assert "call_lost_after" in document["cases"][0]["may_reach"]
    assert document["goals"]["call_lost_after"]["not_offered"] == {"a second checkout: containers": 1}
    (missed,) = (reason for reason in document["reasons"] if "never reached" in reason)
    assert "call_lost_after (" not in missed
    assert "call_held (" in missed
