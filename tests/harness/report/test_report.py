"""The reports say what the verdict says, and nothing in them can run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness import report
from harness.judging.goals import GOALS
from harness.judging.verdict import Ability, Case, Finding, Run, judge
from harness.report import summary, terminal, verdict_json
from harness.report.allure import files
from harness.run.allure import evidence

VISA, DECLINED = "4242424242424242", "4000000000000002"
FINDING = Finding(
    "order_without_money",
    "An order was written for money that Stripe did not take",
    "blocker",
    ("order o1 over 5999 usd",),
    ("Stripe took that money",),
    ("Stripe received 0 usd",),
    "curl -X POST http://127.0.0.1:1/x\n-> 200 in 3 ms\n<script>alert(1)</script>",
    "trace",
)
CASES = (
    Case(
        "s/test_a.py::one",
        "A good card pays",
        "passed",
        0.1,
        {"feature": "Cards"},
        {VISA: "Visa: Succeeds"},
        goals=tuple(GOALS),
    ),
    Case(
        "s/test_a.py::two",
        "A <declined> card buys nothing",
        "failed",
        0.2,
        {"feature": "Cards"},
        {DECLINED: "Visa: Generic decline"},
        (FINDING,),
        rerun="pytest s/test_a.py::two --seed=7",
    ),
    Case("s/test_a.py::three", "Subscriptions", "skipped", reason="not offered: subscriptions"),
)
STACK = {"mode": "embedded", "why": "auto", "startup_seconds": 2.25, "asked": "auto", "profile": "reference"}
RUN = Run(
    cases=CASES,
    seed=7,
    stack=STACK,
    seconds=12.34,
    workers=2,
    command="pytest -n 2",
    began="2026-01-01",
    catalogue={VISA: "Visa: Succeeds", DECLINED: "Visa: Generic decline", "5555555555554444": "Mastercard: Succeeds"},
)


def test_the_document_holds_everything_a_job_asks_for() -> None:
    document = verdict_json.document(RUN, judge(RUN))
    assert (document["verdict"], document["exit_code"], document["seed"]) == ("fail", 1, 7)
    counts = {"cases": 3, "passed": 1, "failed": 1, "unknown": 0, "skipped": 1, "seconds": 12.34, "workers": 2}
    assert document["suites"] == counts
    assert document["cards"]["exercised"] == 2
    assert document["cards"]["not_exercised"] == [{"number": "5555555555554444", "name": "Mastercard: Succeeds"}]
    assert document["cards"]["failing"] == [{"number": DECLINED, "name": "Visa: Generic decline"}]
    (group,) = document["failures"]
    assert (group["code"], group["severity"], group["count"]) == ("order_without_money", "blocker", 1)
    assert document["skipped"] == [{"nodeid": "s/test_a.py::three", "reason": "not offered: subscriptions"}]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ""),
        ({"stripe": "emulator", "contract": "quick", "browser": "auto"}, ""),
        ({"stripe": "stock"}, " --stripe=stock"),
        ({"profile": "shop.toml", "contract": "deep"}, " --profile=shop.toml --contract=deep"),
        ({"browser": "required"}, " --browser=required"),
    ],
)
def test_the_whole_gate_is_run_again_as_it_was_asked_for(options: dict[str, str], words: str) -> None:
    again = verdict_json.again(replace(RUN, full=True, stack={**STACK, **options}))
    assert again == f"checkout-harness gate --seed=7 --stack=auto{words}"


def test_the_page_leads_with_the_verdict_and_escapes_everything() -> None:
    page = summary.render(RUN, judge(RUN))
    assert page.index("No: this checkout does not charge people correctly") < page.index("What went wrong")
    assert "<script" not in page
    assert "A &lt;declined&gt; card" in page
    for text in ("Let", "However", "Stripe received 0 usd", DECLINED, "--seed=7", "12.3 s", "2.25 s", "2 of 3"):
        assert text in page
    assert "http" not in page.replace("http://127.0.0.1:1/x", "")  # nothing is loaded from anywhere


def test_no_control_character_reaches_the_page() -> None:
    run = replace(RUN, problems=("the log: \x00\x1b[31m\x9b é 日本 😀",))
    page = summary.render(run, judge(run))
    assert "the log: ??[31m? é 日本 😀" in page


def test_a_run_that_could_not_start_has_a_page_too() -> None:
    run = Run(problems=("The stack could not start",), stack={**STACK, "mode": "none", "startup_seconds": None})
    page = summary.render(run, judge(run))
    assert "could not run, exit code 2" in page
    assert "The stack could not start" in page


def test_every_file_is_written(tmp_path: Path) -> None:
    allure = tmp_path / "allure"
    allure.mkdir()
    verdict = report.write(RUN, tmp_path / "reports", allure)
    assert verdict.word == json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))["verdict"] == "fail"
    written = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert written == ["stacks.json", "summary.html", "summary.md", "verdict.json"]
    names = {"categories.json", "environment.properties", "executor.json"}
    assert names == {path.name for path in allure.iterdir()}
    assert "verdict=fail\nseed=7\n" in files.environment(RUN, verdict, summary.answer_for_allure(RUN, verdict))


def test_the_closing_lines_name_the_failing_cases_and_how_to_run_them_again() -> None:
    lines = terminal.closing_lines(RUN, judge(RUN), Path("reports"))
    assert any("A <declined> card buys nothing" in line and "--seed=7" in line for line in lines)
    figures = "3 cases in 12.3 s on 2 workers, 2 of 3 browser cards, stack embedded up in 2.2 s, seed 7"
    assert figures in lines
    more = replace(RUN, cases=(*CASES, Case("after::log", "The checkout's log holds no secret", "passed")))
    counted = f"4 cases (1 of them checks after the run){figures.removeprefix('3 cases')}"
    assert counted in terminal.closing_lines(more, judge(more), Path("reports"))


def test_cases_that_failed_on_a_broken_stack_are_not_listed_one_by_one() -> None:
    run = replace(RUN, broken=("The stack broke while cases ran: checkout",))
    lines = terminal.closing_lines(run, judge(run), Path("reports"))
    assert not any(line.startswith("  x ") for line in lines)


def test_what_was_not_run_is_told_at_the_end() -> None:
    assert "  o 1 not offered: subscriptions" in terminal.closing_lines(RUN, judge(RUN), Path("reports"))


def test_the_stripe_timeline_reads_in_order() -> None:
    from harness.core.history import History

    history = History()
    money = {"amount": 5, "currency": "usd"}
    charge = {"id": "ch_1", **money, "status": "failed", "amount_captured": 0, "amount_refunded": 0}
    intent = {"id": "pi_1", **money, "status": "canceled", "created": 0, "charges": [charge]}
    history.record("snapshot", "harness", "stripe_intent", **intent)
    history.record("snapshot", "harness", "stripe_intent", id="pi_2", gone=True)
    lines = evidence.stripe_timeline(history).splitlines()
    assert lines[0].endswith("pi_1 5 usd: canceled")
    assert "ch_1 5 usd: failed" in lines[1]
    assert lines[2] == "pi_2 is gone from Stripe"


def test_the_page_tells_what_the_backend_lacks_below_the_verdict() -> None:
    wrong = {DECLINED: f"approves {DECLINED}"}
    row = Ability("declines", "A card is refused", "https://docs.stripe.com/testing", cards=14, wrong_cards=wrong)
    right = Ability("events", "Events are listed", "https://docs.stripe.com/api/events/list")
    case = Case(
        "s/test_a.py::four",
        "Declined",
        "skipped",
        reason="not run: the backend ...",
        missing_capabilities=("declines",),
    )
    run = replace(RUN, cases=(*CASES, case), backend=(row, right))
    page = summary.render(run, judge(run))
    order = [page.index(words) for words in ("exit code 1", "13 of 14 cards as documented", 'aria-label="Figures"')]
    assert order == sorted(order)
    assert f"approves {DECLINED}" in page
    good = replace(RUN, backend=(right,))
    page = summary.render(good, judge(good))
    assert page.index("behaves as Stripe documents it") > page.index('aria-label="Figures"')
    assert verdict_json.document(run, judge(run))["backend"]["cards"] == {"asked": 14, "as_documented": 13}
