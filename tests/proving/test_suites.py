"""Each suite by itself: it ends with its first red case, and what is kept of a run names every bug and every column."""

import json
from pathlib import Path
from typing import Any

import pytest

from proving import fail_fast, kept, suites
from proving.bugs import UNBROKEN, all_bugs
from proving.fail_fast import Enough, detected, variables
from proving.gate import GateResult
from proving.kept import idle, table, with_tables
from tests.harness.small_suite import Started, suite, verdict

pytest_plugins = ["pytester"]
RED = "    raise Failure('oversold', 'Too many')\n"
SUITES = ("scenarios", "contracts", "scenarios/faults")


def test_a_suite_ends_with_its_first_red_case_and_the_others_go_on(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(pytester.path / "told", Enough(suites=SUITES)).items():
        if name != "PYTEST_PLUGINS":
            monkeypatch.setenv(name, value)
    suite(pytester, "".join(f"def test_{n}(stack):\n{RED}" for n in "abc"), "scenarios")
    Path(pytester.path, "contracts", "test_other.py").write_text("def test_d(stack): pass\ndef test_e(stack): pass\n")
    assert pytester.runpytest_inprocess("--seed=7", "-p", fail_fast.MODULE, "scenarios", "contracts").ret == 1
    document = verdict(pytester)
    assert document["verdict"] == "fail"
    assert detected(pytester.path / "told").ran == {"scenarios": 1, "contracts": 2}
    outcomes = [case["outcome"] for case in document["cases"]]
    assert sorted(outcomes) == ["failed", "passed", "passed", "skipped", "skipped"]


def test_a_case_belongs_to_the_innermost_suite_and_a_run_is_over_when_all_are() -> None:
    enough = Enough(suites=SUITES)
    assert enough.suite("scenarios/faults/test_sweep.py::test_a") == "scenarios/faults"
    assert enough.suite("scenarios/test_refunds.py::test_a") == "scenarios"
    assert enough.suite("after::log") == ""


def test_what_is_red_after_the_run_is_a_column_of_its_own() -> None:
    cases = [{"nodeid": name, "outcome": "failed"} for name in ("scenarios/test_it.py::test_a", "after::log")]
    got = GateResult(1, {"cases": cases}, seconds=9.0, spent={"scenarios": 1.5, "contracts": 3.0})
    assert suites._suites(got, SUITES) == {
        **{"scenarios": 1.5, "contracts": None, "scenarios/faults": None},
        suites.AFTER: 9.0,
    }


ROW: dict[str, Any] = {"caught_by": ["scenarios/test_it.py::test_a"], "codes": ["oversold"], "seconds": 8.0, "ran": {}}
DONE = {
    UNBROKEN.name: {**ROW, "caught": {"scenarios": None, "happy path": None}, "caught_by": [], "codes": []},
    "one": {**ROW, "caught": {"scenarios": 2.0, "happy path": None}},
    "two": {**ROW, "caught": {"scenarios": None, "happy path": None}, "caught_by": []},
}


def test_the_table_counts_what_each_column_catches_and_says_what_was_not_measured() -> None:
    document = json.loads(json.dumps(suites.document({"seed": 7, "whole": False}, DONE)))
    lines = table(document).splitlines()
    assert "| scenarios | 1 | 2 | 2.0 |" in lines
    assert "| happy path | 0 | 2 |  |" in lines
    assert any(line.startswith("| stock extension | not measured: needs containers") for line in lines)
    whole = "| **the gate, all suites** | 1 | 2 | |"
    assert lines[-3:] == [whole, "", f"Tried with 2 of the {len(all_bugs())} seeded bugs, drawn by seed 7."]
    assert table({**document, "of": 2}).splitlines()[-1] == whole


def test_what_is_kept_and_what_the_pages_show_are_about_the_bugs_as_they_are() -> None:
    document = kept.read()
    if document:
        names = {bug.name for bug in all_bugs()}
        assert document["of"] == len(names)
        assert set(document["bugs"]) <= names
    for page in kept.PAGES:
        text = page.read_text("utf-8")
        assert text.count("<!-- suites -->") == 1
        assert with_tables(text, document) == text, "expected the tables of the matrix. Hint: -m proving.kept --docs"


def test_what_kills_nothing_is_listed_by_kind() -> None:
    found = idle({})
    assert "order_without_money" not in {code for codes in found.values() for code in codes}
    codes = {code for kind, codes in found.items() if kind != "files of cases" for code in codes}
    assert not codes & {code for code in idle({"one": {**ROW, "codes": sorted(codes)}}) if code != "files of cases"}
    assert set(idle({"one": {**ROW, "codes": sorted(codes)}})) == {"files of cases"}
