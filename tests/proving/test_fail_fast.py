"""The gate of a broken copy: likeliest killers first, and it ends once what failed is enough, judged to its end."""

from pathlib import Path

import pytest

from harness.judging.verdict import Case, Finding
from proving import fail_fast
from proving.fail_fast import Enough, detected, variables
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
CARD = "4000000000000002"
RED = Case("scenarios/test_it.py::test_a", "A", "failed", cards={CARD: "Visa"}, findings=(Finding("oversold", "Too"),))
BODIES = {
    "a": "pass",
    "b": "pass",
    "c": "raise Failure('oversold', 'Too many')",
    "d": "raise Failure('order_without_money', 'For nothing')",
    "e": "pass",
}


@pytest.mark.parametrize(
    ("enough", "met"),
    [
        (Enough(), True),
        (Enough(codes=("oversold",), cases=("test_a",), cards=(CARD,)), True),
        (Enough(codes=("oversold", "order_without_money")), False),
        (Enough(cases=("test_a", "test_b")), False),
        (Enough(cards=(CARD, "4242424242424242")), False),
        (Enough(whole=True), False),
    ],
)
def test_all_that_is_named_must_have_failed(enough: Enough, met: bool) -> None:
    assert enough.met([RED]) is met
    assert not enough.met([])


def test_the_likeliest_killers_come_first() -> None:
    enough = Enough(cases=("test_named",), cards=(CARD,), killers=("t.py::test_2", "t.py::test_1"))
    names = ["t.py::test_named", f"t.py::test_pays[{CARD}]", "t.py::test_2", "t.py::test_1", "t.py::test_other"]
    mixed = [names[place] for place in (4, 1, 3, 0, 2)]
    assert sorted(mixed, key=enough.place) == names


def _run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, enough: Enough) -> list[str]:
    """Run the small suite until that is enough; the cases that ran, in their order."""
    given = variables(pytester.path / "told", enough)
    assert given.pop("PYTEST_PLUGINS") == fail_fast.MODULE
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    suite(pytester, "".join(f"def test_{name}(stack): {body}\n" for name, body in BODIES.items()))
    assert pytester.runpytest_inprocess("--seed=7", "-p", fail_fast.MODULE).ret == 1
    return [case["nodeid"].rpartition("_")[2] for case in verdict(pytester)["cases"]]


def test_a_run_ends_once_it_is_enough_and_says_fail(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    killers = ("scenarios/test_it.py::test_e", "scenarios/test_it.py::test_c")
    assert _run(pytester, monkeypatch, Enough(codes=("oversold",), killers=killers)) == ["e", "c"]
    document = verdict(pytester)
    assert (document["verdict"], document["exit_code"], document["problems"]) == ("fail", 1, [])
    seen = detected(pytester.path / "told")
    assert seen.enough >= seen.first_red > 0


def test_a_run_goes_on_until_all_that_is_expected_has_failed(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = _run(pytester, monkeypatch, Enough(codes=("oversold", "order_without_money"), cases=("test_c",)))
    assert ran[0] == "c"
    assert ran[-1] == "d"
    assert {group["code"] for group in verdict(pytester)["failures"]} == {"oversold", "order_without_money"}


def test_a_run_without_what_is_expected_goes_to_its_end(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(_run(pytester, monkeypatch, Enough(codes=("amount_mismatch",)))) == list("abcde")
    seen = detected(pytester.path / "told")
    assert seen.first_red > 0
    assert seen.enough == 0


def test_what_an_earlier_run_told_is_gone(tmp_path: Path) -> None:
    (tmp_path / fail_fast.TOLD).write_text('{"first_red": 1.0, "enough": 1.0}')
    variables(tmp_path, Enough())
    assert detected(tmp_path) == fail_fast.Detected()
