"""Lanes as a picture and as lines: well-formed, escaped, without script, of bounded size; in the page and in Allure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.judging.verdict import Case, Run, judge
from harness.report import merging, summary, terminal, verdict_json
from harness.report.lanes.lines import lines
from harness.report.lanes.picture import WIDTH, svg
from harness.report.lanes.rows import CHECKOUT, FAULTS, LOST, NOTE, STRIPE, WEBHOOKS, WRONG, Lanes, Row
from harness.run.lanes import case
from tests.harness.report.runs import results, run
from tests.harness.report.test_report import FINDING, RUN
from tests.harness.small_suite import Started

pytest_plugins = ["pytester"]
NASTY = "<script>alert(1)</script> & \"quotes\" 'n' \x00\x1b[31m \U0001f4a9 ]]>"
LANES = Lanes(
    code="oversold",
    title="More units were sold than existed",
    let=("there be 1 unit",),
    then=("1 is sold",),
    however=("2 were", "and a third"),
    people=("Ada", "Bob"),
    rows=(
        Row(0.0, text="looks and preparations", left_out=3),
        Row(0.1, "Ada", CHECKOUT, "Ada begins to pay", "59.99 USD", "200", until=0.3),
        Row(0.2, "Bob", CHECKOUT, "Bob begins to pay", "59.99 USD", "503 stripe_unavailable", LOST, at_once=True),
        Row(0.3, FAULTS, FAULTS, "From here on, at POST /v1/refunds", tone=NOTE),
        Row(0.4, CHECKOUT, STRIPE, "↳ POST /v1/refunds", "", "no answer", LOST, fault="its answer is lost"),
        Row(0.5, WEBHOOKS, CHECKOUT, "Stripe tells charge.refunded", "", "200", wrong="HERE IT WENT WRONG"),
        Row(0.6, text="Something: 2", wrong="WHEN ALL WAS OVER"),
    ),
    end={CHECKOUT: (f"{WRONG}Tea: -1 of 1 left",), STRIPE: ("payment A: nothing taken",)},
    names={"payment A": "pi_1"},
    unseen=("No tap.",),
)
DRAWN = replace(RUN, cases=(*RUN.cases[:1], replace(RUN.cases[1], lanes=LANES.as_dict()), *RUN.cases[2:]))


def nasty() -> Lanes:
    """The same with a nasty text in every place."""
    rows = tuple(replace(row, text=NASTY, matters=NASTY, status=NASTY, fault=NASTY, wrong=NASTY) for row in LANES.rows)
    people = (NASTY, "Bob")
    rows = tuple(replace(row, source=NASTY if row.source == "Ada" else row.source) for row in rows)
    facts = {"let": (NASTY,), "then": (NASTY,), "however": (NASTY,), "unseen": (NASTY,)}
    end: dict[str, tuple[str, ...]] = {CHECKOUT: (NASTY,), STRIPE: (NASTY,)}
    return Lanes(code=NASTY, title=NASTY, people=people, rows=rows, end=end, names={NASTY: NASTY}, **facts)


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("lanes", [LANES, nasty()], ids=["plain", "nasty"])
def test_the_picture_is_well_formed_and_nothing_in_it_runs(lanes: Lanes, alone: bool) -> None:
    root = ElementTree.fromstring(svg(lanes, alone=alone))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "style", "rect", "line", "polygon", "circle", "text"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or name.endswith("href") for name in names)
    assert ("style" in tags) == alone
    assert "url(" not in svg(lanes, alone=alone)


def test_everything_is_in_the_picture() -> None:
    root = ElementTree.fromstring(svg(LANES))
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    for wanted in (
        *("More units were sold than existed", "there be 1 unit", "1 is sold", "2 were", "and a third"),
        *(
            "Ada",
            "Bob",
            CHECKOUT,
            STRIPE,
            WEBHOOKS,
            FAULTS,
            "at the same time",
            "⋮ 3 steps left out: looks and preparations",
        ),
        *("Ada begins to pay · 59.99 USD", "503 stripe_unavailable", "⚡ its answer is lost", "✗ HERE IT WENT WRONG"),
        *("✗ Tea: -1 of 1 left", "payment A: nothing taken", "payment A: pi_1", "No tap."),
    ):
        assert wanted in texts, wanted


def test_nothing_leaves_the_picture() -> None:
    """Whatever the texts are, they stand within its width: a phone shows all of it."""
    long = replace(LANES.rows[1], text="word " * 300, matters="9" * 500, status="4" * 90, fault="x " * 300)
    root = ElementTree.fromstring(svg(replace(LANES, rows=(long,) * 5, title="t " * 400)))
    height = float(root.attrib["viewBox"].split()[3])
    for element in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.attrib.get(name, 0)) <= WIDTH
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.attrib.get(name, 0)) <= height
    assert max(len(element.text or "") for element in root.iter() if element.tag.endswith("text")) < 80


def test_the_lines_for_a_terminal() -> None:
    told = "\n".join(lines(LANES))
    assert "0.10 s   Ada → Checkout  Ada begins to pay · 59.99 USD  [200]" in told
    assert "... 3 left out: looks and preparations" in told
    assert "✗ HERE IT WENT WRONG" in told
    assert "⚡ its answer is lost" in told
    assert "At the end: Checkout  ✗ Tea: -1 of 1 left" in told


def test_the_page_has_the_picture_once_for_each_case() -> None:
    """A case with two findings is told twice and drawn once."""
    twice = replace(DRAWN.cases[1], findings=(FINDING, replace(FINDING, code="oversold")))
    page = summary.render(replace(DRAWN, cases=(twice,)), judge(DRAWN))
    assert page.count("<svg ") == 1
    assert page.count("svg.lanes .lane {") == 1, "the page has the colours once"
    assert "<script" not in page
    assert "<svg" not in summary.render(RUN, judge(RUN))


def test_a_page_of_very_many_failures_stays_small() -> None:
    many = tuple(replace(DRAWN.cases[1], nodeid=f"s/test_a.py::n{number}") for number in range(200))
    page = summary.render(replace(DRAWN, cases=many), judge(DRAWN))
    assert page.count("<svg ") == summary.MOST_PICTURES


def test_lanes_are_in_the_verdict_and_come_through_a_merge() -> None:
    document = json.loads(json.dumps(verdict_json.document(DRAWN, judge(DRAWN))))
    (row,) = (row for row in document["cases"] if "lanes" in row)
    assert Lanes.from_dict(row["lanes"]) == LANES
    merged = {case.nodeid: case for case in merging.cases_of(document)}
    assert merged[row["nodeid"]].lanes == row["lanes"]


def test_the_terminal_says_how_to_see_them(tmp_path: Path) -> None:
    assert f"step by step: checkout-harness explain {tmp_path}" in terminal.closing_lines(DRAWN, judge(DRAWN), tmp_path)
    assert not any("step by step" in line for line in terminal.closing_lines(RUN, judge(RUN), tmp_path))


BODY = """
from harness.core.failure import Failure
def test_red(shop):
    shop.history.record("fact", "test", "shopper", user_id="usr_1", email="ada@shop.example", name="Ada")
    asked = {"system": "checkout", "method": "POST", "url": "http://h/api/pay", "curl": "curl -X POST http://h/api/pay"}
    invoke = shop.history.record("invoke", "Ada ada@shop.example", "begin", **asked)
    shop.history.record("ok", "Ada ada@shop.example", "begin", status=200, response={}, invoke=invoke.seq)
    raise Failure("refused", "It was refused", however="sk_test_12345678 came")
def test_told_within(seed):
    from harness.core.history import History
    own = History()
    own.record("fact", "test", "shopper", user_id="usr_1", email="eve@shop.example", name="Eve")
    own.record("invoke", "Eve eve@shop.example", "settle", system="checkout", method="POST", url="http://h/x", curl="")
    failure = Failure("stuck", "It is stuck")
    failure.history = own
    raise failure
def test_green(shop): pass
def test_plain(seed): assert seed == "no"
"""


def test_a_run_draws_what_failed_and_attaches_it(pytester: pytest.Pytester, started: Started) -> None:
    reports = run(pytester, BODY, "-p", "no:randomly")
    document = json.loads((reports / "verdict.json").read_text("utf-8"))
    drawn = {row["nodeid"].rpartition("::")[2]: row.get("lanes") for row in document["cases"]}
    assert (drawn["test_green"], drawn["test_plain"]) == (None, None)
    assert drawn["test_red"]["people"] == ["Ada"]
    assert drawn["test_told_within"]["people"] == ["Eve"], "a story within the case has a history of its own"
    assert [row["status"] for row in drawn["test_told_within"]["rows"] if "status" in row] == ["no answer"]
    attached = {
        name: [one for one in result["attachments"] if one["type"] == "image/svg+xml"]
        for name, result in results(reports).items()
        if "attachments" in result
    }
    (picture,) = attached["test_red"]
    text = (reports / "allure-results" / picture["source"]).read_text("utf-8")
    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert "sk_test_12345678" not in text + (reports / "summary.html").read_text("utf-8")
    assert not attached.get("test_green")


def test_a_picture_that_cannot_be_made_ends_nothing(
    pytester: pytest.Pytester, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("begun")

    monkeypatch.setattr(case, "lanes", broken)
    reports = run(pytester, BODY, "-p", "no:randomly", "-k", "red")
    page = (reports / "summary.html").read_text("utf-8")
    assert re.search(r"The picture could not be made: KeyError", page)


def test_a_case_without_lanes_is_no_row_of_its_own() -> None:
    assert "lanes" not in verdict_json.document(Run(cases=(Case("a", "b", "passed"),)), judge(Run()))["cases"][0]
