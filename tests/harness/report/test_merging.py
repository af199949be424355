"""Shards: every case in exactly one, one verdict of all of them, and what when they are not the parts of one run."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.commands import merge
from harness.core.suites import Shard
from harness.judging.goals import GOALS
from harness.judging.verdict import Case, Run, judge
from harness.report import merging, verdict_json
from tests.harness.report.test_report import RUN
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
IDENTITY = {
    "id": "a",
    "commit": "c0ffee",
    "changes": "",
    "version": "1",
    "profile": "reference.toml 12",
    "ci": "CI=1",
}
GOALS_MET = tuple(GOALS)


def document(part: str, *cases: Case, **more: Any) -> dict[str, Any]:
    """What a shard with these cases writes, as another machine reads it."""
    run = replace(RUN, **{"cases": cases, "shard": part, "catalogue": {}, "identity": IDENTITY, **more})
    written: dict[str, Any] = json.loads(json.dumps(verdict_json.document(run, judge(run))))
    return written


def judged(*documents: dict[str, Any]) -> tuple[str, str]:
    """The verdict over these shards and its reasons; the catalogue's cards left aside."""
    run = replace(merging.run_of(list(documents)), catalogue={})
    verdict = judge(run)
    return verdict.word, "; ".join(verdict.reasons)


def test_every_name_is_in_exactly_one_shard_of_similar_size() -> None:
    names = [f"scenarios/test_x.py::test_y[{number}]" for number in range(900)]
    held = [[shard for shard in range(1, 4) if Shard(shard, 3).holds(name)] for name in names]
    assert all(len(shards) == 1 for shards in held)
    assert all(250 < held.count([shard]) < 350 for shard in (1, 2, 3))


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1/3/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Hint: --shard 1/3"):
        Shard.parse(text)


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_the_shards_of_a_run_are_all_of_its_cases(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    suite(pytester, "@pytest.mark.parametrize('n', range(9))\ndef test_a(shop, n): pass")
    ran = []
    for part in ("1/3", "2/3", "3/3"):
        pytester.runpytest_inprocess(f"--shard={part}", *workers)
        document = verdict(pytester)
        assert document["shard"] == {"part": part, "of_full_run": True}
        assert (document["full_run"], document["verdict"]) == (False, "pass")
        ran += [case["nodeid"] for case in document["cases"] if case["nodeid"].startswith("scenarios")]
    assert sorted(ran) == sorted({f"scenarios/test_it.py::test_a[{n}]" for n in range(9)})


def test_goals_are_judged_over_all_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no contract here whose answers must have come
    one, two = Case("a", "a", "passed", goals=GOALS_MET[:2]), Case("b", "b", "passed", goals=GOALS_MET[2:])
    assert judged(document("1/2", one), document("2/2", two)) == ("pass", "")
    word, why = judged(document("1/2", one), document("2/2", Case("b", "b", "passed")))
    assert word == "unknown"
    assert GOALS_MET[2] in why


def test_cards_are_judged_over_all_shards() -> None:
    whole = merging.run_of([document("1/2", RUN.cases[0]), document("2/2", RUN.cases[1])])
    assert set(whole.cards()) == {"4242424242424242", "4000000000000002"}
    assert len(whole.unused_cards()) == len(whole.catalogue) - 2


def test_the_worst_shard_decides() -> None:
    good = document("1/2", Case("a", "a", "passed", goals=GOALS_MET))
    assert judged(good, document("2/2", RUN.cases[1]))[0] == "fail"
    word, why = judged(good, document("2/2", problems=("the stack could not start",)))
    assert (word, why) == ("could_not_run", "shard 2/2: the stack could not start")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("1/3", "3/3"), "shards are missing: 2/3"),
        (("1/2", "2/2", "2/2"), "shards came more than once: 2/2"),
        (("1/2", "2/3"), "expected shards of one run, got 1/2, 2/3"),
        (("1/2", ""), "expected the verdicts of shards"),
        ((), "expected the verdicts of shards"),
    ],
)
def test_what_are_not_the_shards_of_a_run_could_not_run(parts: tuple[str, ...], reason: str) -> None:
    documents = [document(part, Case(f"{at}", "t", "passed", goals=GOALS_MET)) for at, part in enumerate(parts)]
    word, why = judged(*documents)
    assert word == "could_not_run"
    assert reason in why


def test_a_case_in_two_shards_could_not_run_but_what_is_judged_after_each_run_is_each_one_s() -> None:
    same, after = Case("a", "a", "passed"), Case("after::log", "The log", "passed")
    word, why = judged(document("1/2", same, after), document("2/2", same, after))
    assert (word, why) == ("could_not_run", "cases are in more than one shard: a")
    run = merging.run_of([document("1/2", same, after), document("2/2", after)])
    assert [case.nodeid for case in run.cases] == ["a", "after::log (shard 1/2)", "after::log (shard 2/2)"]


def test_a_merged_case_is_what_the_shard_told() -> None:
    (case,) = merging.cases_of(document("1/1", RUN.cases[1]))
    assert case == RUN.cases[1]


def test_a_merged_selection_owes_no_goals() -> None:
    part = document("1/1", Case("a", "a", "passed"), full=False)
    assert judged(part) == ("pass", "")


def test_the_command_makes_one_set_of_reports(tmp_path: Path) -> None:
    for index, case in enumerate(RUN.cases[:2], 1):
        folder = tmp_path / f"shard-{index}"
        (folder / "allure-results").mkdir(parents=True)
        (folder / "allure-results" / f"{index}-result.json").write_text('{"labels": []}', "utf-8")
        (folder / "junit.xml").write_text(
            f'<testsuites><testsuite name="pytest"><testcase name="{index}"/></testsuite>'
            '<testsuite name="checkout-harness"/></testsuites>',
            "utf-8",
        )
        (folder / "verdict.json").write_text(json.dumps(document(f"{index}/2", case)), "utf-8")
    reports = tmp_path / "reports"
    assert merge.run([tmp_path / "shard-1", tmp_path / "shard-2"], reports=reports, html=False) == 1
    names = {path.name for path in (reports / "allure-results").iterdir()}
    assert {"1-result.json", "2-result.json", "executor.json"} <= names
    assert json.loads((reports / "verdict.json").read_text("utf-8"))["suites"]["cases"] == 2
    text = (reports / "junit.xml").read_text("utf-8")
    assert text.count('<testsuite name="pytest"') == 2
    assert text.count('<testsuite name="checkout-harness"') == 1
    assert (reports / "summary.md").is_file()


def test_a_folder_without_a_verdict_could_not_run(tmp_path: Path) -> None:
    assert merge.run([tmp_path / "nowhere"], reports=tmp_path / "reports", html=False) == 2
    reasons = json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))["reasons"]
    assert "no verdict in" in reasons[0]


def test_the_merged_reports_go_into_a_folder_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "verdict.json").write_text(json.dumps(document("1/1")), "utf-8")
    assert merge.run([tmp_path], reports=tmp_path, html=False) == 2
    assert (tmp_path / "verdict.json").is_file()


def test_an_empty_shard_of_a_selection_is_no_obstacle() -> None:
    assert judge(Run(shard="2/3", full=False)).word == "pass"


DIFFERENT = {
    "commit": {"identity": {**IDENTITY, "commit": "decaf"}},
    "changes since the commit": {"identity": {**IDENTITY, "changes": "1234"}},
    "version of the harness": {"identity": {**IDENTITY, "version": "2"}},
    "profile": {"identity": {**IDENTITY, "profile": "other.toml 13"}},
    "run of the CI": {"identity": {**IDENTITY, "ci": "CI=2"}},
    "seed": {"seed": RUN.seed + 1},
    "stack": {"stack": {**RUN.stack, "mode": "containers"}},
    "Stripe": {"stack": {**RUN.stack, "stripe": "stock"}},
    "contract": {"stack": {**RUN.stack, "contract": "deep"}},
    "browser": {"stack": {**RUN.stack, "browser": "off"}},
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_shards_of_another_run_are_refused_even_when_one_failed(name: str) -> None:
    """Exit code 2, for what such shards judged together says nothing of any one checkout."""
    good = document("1/2", Case("a", "a", "passed", goals=GOALS_MET))
    word, why = judged(good, document("2/2", RUN.cases[1], **DIFFERENT[name]))
    assert word == "could_not_run"
    assert f"shard 2/2: expected the {name} of shard 1/2, " in why
    assert "Hint: run every shard anew" in why
    assert merging.run_of([good, document("2/2", RUN.cases[1], **DIFFERENT[name])]).cases == ()


@pytest.mark.parametrize(
    ("began", "word"),
    [
        ("2026-11-28T23:50:00+00:00", "pass"),
        ("2026-11-29T23:30:00+00:00", "pass"),
        ("2026-11-30T00:00:00+00:00", "could_not_run"),
        ("2026-11-27T23:00:00+00:00", "could_not_run"),
    ],
)
def test_a_matrix_may_cross_midnight_but_not_take_another_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, began: str, word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    good = document("1/2", Case("a", "a", "passed", goals=GOALS_MET), began="2026-11-28T23:55:00+00:00")
    verdict = judged(good, document("2/2", Case("b", "b", "passed"), began=began))
    assert verdict[0] == word
    assert ("within 24 h" in verdict[1]) == (word != "pass")


def test_a_shard_that_does_not_say_of_which_run_it_is_was_written_by_an_older_one() -> None:
    older = document("2/2", Case("b", "b", "passed"))
    del older["run"]
    word, why = judged(document("1/2", Case("a", "a", "passed", goals=GOALS_MET)), older)
    assert word == "could_not_run"
    assert "got none in shard 2/2, which an older checkout-harness wrote" in why


def test_a_shard_without_a_stack_tells_its_own_obstacle() -> None:
    good = document("1/2", Case("a", "a", "passed", goals=GOALS_MET))
    none = document("2/2", problems=("no Docker",), stack={**RUN.stack, "mode": "none"})
    assert judged(good, none) == ("could_not_run", "shard 2/2: no Docker")


def test_what_the_checkout_does_not_offer_and_an_adapter_that_cannot_be_used_are_told_of_the_whole() -> None:
    missing = {"refund": "refunds never exceed what was paid"}
    good = [document(f"{number}/2", RUN.cases[0], not_offered=missing) for number in (1, 2)]
    assert merging.run_of(good).not_offered == missing
    trouble = "the adapter: begin: refused"
    word, reasons = judged(good[0], document("2/2", adapter=trouble, not_offered=missing))
    assert (word, reasons) == ("unknown", f"unknown: {trouble}")
