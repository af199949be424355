"""`gate --quick`: what is in the quick part of the real suites, and that its verdict says that it is a part."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from harness.commands.gate import GateOptions
from harness.core.cards import card, catalogue, first_of_each_outcome
from harness.judging.verdict import judge
from harness.report import merging, summary, verdict_json
from tests.harness.report.test_report import RUN
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[3]
TOLD = """
import json
import pytest
from harness.run import quick_part

def pytest_collection_finish(session):
    rows = [
        {
            "file": item.nodeid.partition("::")[0],
            "nodeid": item.nodeid,
            "cards": [card.number for card in quick_part.cards_of(item)],
            "named": [mark.args[0] for mark in item.iter_markers("card")],
        }
        for item in session.items
    ]
    with open(OUT, "w") as file:
        json.dump(rows, file)
"""
# The files of the suites without a quick case, and why.
NONE_IN = {
    "contracts/test_challenge_answers.py": "challenges are looked at in scenarios; these hold their answers",
    "contracts/test_currency_requests.py": "amounts are looked at in scenarios; these are refused requests",
    "contracts/test_outage_answers.py": "outages are looked at in scenarios; these hold the headers of their answers",
    "contracts/test_payment_api.py": "random requests take longer than all of the quick part",
    "contracts/test_webhook_deliveries.py": "needs a second checkout, whose start takes as long as twenty cases",
    "contracts/test_webhook_events.py": "needs a second checkout, whose start takes as long as twenty cases",
    "contracts/test_webhook_secret.py": "needs a second checkout, whose start takes as long as twenty cases",
    "scenarios/browser/test_cards.py": "one browser story of a kind; cards are looked at without a browser",
    "scenarios/browser/test_for_everybody.py": "what pages look like is for the whole gate",
    "scenarios/browser/test_interrupted.py": "one browser story of a kind",
    "scenarios/browser/test_outages.py": "outages are looked at without a browser",
    "scenarios/browser/test_plain_page.py": "what pages look like is for the whole gate",
    "scenarios/browser/test_saved_cards.py": "saved cards are looked at without a browser",
    "scenarios/browser/test_strangers.py": "access is looked at without a browser",
    "scenarios/faults/test_resources.py": "a leak is seen after dozens of payments, which is for the whole gate",
    "scenarios/faults/test_second_worker.py": "needs a second checkout, whose start takes as long as twenty cases",
    "scenarios/model/test_stories.py": "needs a second checkout, whose start takes as long as twenty cases",
}
TWO = """
@pytest.mark.quick
@pytest.mark.parametrize("card", catalogue(), ids=str)
def test_cards(shop, card): pass

@pytest.mark.quick
@pytest.mark.parametrize("word", ["a", "b"])
@pytest.mark.parametrize("number", [1, 2])
def test_words(shop, number, word): pass

@pytest.mark.parametrize("word", ["a", pytest.param("b", marks=pytest.mark.quick), "c"])
def test_chosen(shop, word): pass

@pytest.mark.quick
@pytest.mark.browser
def test_seen(shop): pass

@pytest.mark.quick
def test_goals(shop):
    for goal in GOALS: shop.reached(goal)

def test_slow(shop): pass
"""
GOALS = '("decline", "challenge", "duplicate_webhook", "late_webhook", "lost_response")'


def collected(folder: Path, *options: str) -> list[dict[str, object]]:
    """The cases of the real suites that these options leave, as pytest collects them."""
    out = folder / "collected.json"
    (folder / "telling.py").write_text(f"OUT = {str(out)!r}\n{TOLD}", encoding="utf-8")
    path = os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "telling", "--quick", *options]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True)
    rows: list[dict[str, object]] = json.loads(out.read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The quick part with a browser."""
    return collected(tmp_path_factory.mktemp("quick"), "--browser=required")


def test_every_outcome_of_the_catalogue_has_one_card_in_it(rows: list[dict[str, object]]) -> None:
    paid = {number for row in rows for number in [*row["cards"], *row["named"]]}  # type: ignore[misc]
    by_parameter = {number for row in rows for number in row["cards"]}  # type: ignore[attr-defined]
    outcomes = Counter(card(number).outcome for number in by_parameter)
    assert {outcome: count for outcome, count in outcomes.items() if count != 1} == {}
    assert {one.number for one in first_of_each_outcome()} - paid == set()
    assert {one.outcome for one in first_of_each_outcome()} == {one.outcome for one in catalogue() if one.browser}


def test_every_file_of_the_suites_has_a_case_in_it_or_a_reason(rows: list[dict[str, object]]) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for suite in ("scenarios", "contracts")
        for path in (ROOT / suite).rglob("test_*.py")
    }
    assert files - {str(row["file"]) for row in rows} == set(NONE_IN)


def test_shards_and_a_selection_make_it_smaller(rows: list[dict[str, object]], tmp_path: Path) -> None:
    whole = {row["nodeid"] for row in rows if "browser" not in str(row["file"])}
    shards = [{row["nodeid"] for row in collected(tmp_path, f"--shard={part}/2")} for part in (1, 2)]
    assert shards[0] | shards[1] == whole
    assert not shards[0] & shards[1]
    chosen = {row["nodeid"] for row in collected(tmp_path, "-k", "refund")}
    assert chosen == {nodeid for nodeid in whole if "refund" in str(nodeid)}


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_quick_run_says_that_it_is_a_part(
    pytester: pytest.Pytester, started: Started, workers: tuple[str, ...]
) -> None:
    suite(pytester, f"GOALS = {GOALS}\n{TWO}")
    ran = pytester.runpytest_inprocess("--quick", "-p", "no:randomly", *workers)
    document = verdict(pytester)
    cards = len(first_of_each_outcome())
    there = len(catalogue()) + 4 + 6
    assert document["part"] == {"name": "quick", "cases": cards + 3, "of": there}
    assert (document["verdict"], document["full_run"]) == ("pass", False)
    text = f"{cards + 3} of {there} cases, not a release's answer; run `checkout-harness gate` before a release"
    page = Path(pytester.path, "reports", "summary.md").read_text(encoding="utf-8")
    ran.stdout.fnmatch_lines([f"Pass of the quick part: {text}"])
    assert text in page
    assert document["again"].startswith("checkout-harness gate --quick --seed=")


def test_a_quick_run_that_never_met_a_goal_is_unknown(pytester: pytest.Pytester, started: Started) -> None:
    """Each goal costs a second or two, so that it is no excuse to have been quick."""
    suite(pytester, "@pytest.mark.quick\ndef test_goals(shop): shop.reached('decline')\n")
    pytester.runpytest_inprocess("--quick")
    document = verdict(pytester)
    assert document["verdict"] == "unknown"
    assert "the run never reached: challenge" in document["reasons"][0]
    assert not any("no case paid" in reason for reason in document["reasons"])


def test_shards_of_a_quick_run_are_merged_into_a_quick_run() -> None:
    identity = {"id": "1", "commit": "cafe", "changes": "", "version": "1", "profile": "reference", "ci": ""}
    run = replace(RUN, cases=RUN.cases[:1], part="quick", out_of=10, catalogue={}, identity=identity)
    documents = [
        json.loads(json.dumps(verdict_json.document(one, judge(one))))
        for one in (
            replace(run, shard="1/2"),
            replace(run, cases=(replace(run.cases[0], nodeid="other"),), shard="2/2"),
        )
    ]
    merged = merging.run_of(documents)
    assert (merged.part, merged.out_of, merged.full, merged.whole) == ("quick", 10, True, False)
    whole = {**documents[1], "part": None}
    assert "--quick for all or none" in "; ".join(merging.run_of([documents[0], whole]).problems)


def test_what_is_said_of_a_part_that_is_not_right() -> None:
    failed = replace(RUN, part="quick", out_of=10)
    assert summary.answer(failed, judge(failed)) == summary.ANSWERS[judge(failed).word]


def test_the_gate_passes_it_on_and_says_so() -> None:
    options = GateOptions(quick=True, seed=1)
    assert "--quick" in options.arguments()
    assert options.description().startswith("checkout-harness gate: the quick part of all suites, ")
