"""The table of webhook types: what was registered for, what was sent in which version, and what came of it."""

from harness.judging.verdict import Case, Run, judge
from harness.report import summary, webhook_events

PAID, LOST, EXTRA = "payment_intent.succeeded", "refund.failed", "charge.succeeded"
LABELS = {"feature": webhook_events.FEATURE}
STACK = {"mode": "embedded", "why": "auto", "startup_seconds": 1.0, "asked": "auto", "profile": "reference"}


def case(outcome: str, event: str, version: str, number: int = 0) -> Case:
    """A case that sent an event in a version."""
    name = f"contracts/test_webhook_events.py::test[{event}-{version}-{number}]"
    return Case(name, event, outcome, labels=LABELS, parameters={"event": event, "version": version})


def run_of(*cases: Case, registered: tuple[str, ...] = (PAID, LOST)) -> Run:
    """A run with these cases, of a checkout that registers for these types."""
    return Run(cases=cases, stack={**STACK, "webhook_events": list(registered)})


def test_each_type_has_the_worst_outcome_of_each_version() -> None:
    run = run_of(
        case("passed", PAID, "2026"),
        case("failed", PAID, "2026", 1),
        case("passed", PAID, "2023"),
        case("passed", EXTRA, "2026"),
    )
    assert webhook_events.table(run) == {
        "versions": ["2026", "2023"],
        "rows": [
            {"type": PAID, "registered": True, "outcomes": ["failed", "passed"]},
            {"type": LOST, "registered": True, "outcomes": [None, None]},
            {"type": EXTRA, "registered": False, "outcomes": ["passed", None]},
        ],
    }


def test_a_skipped_case_sent_nothing() -> None:
    assert webhook_events.table(run_of(case("skipped", PAID, "2026")))["rows"][0]["outcomes"] == [None]


def test_a_star_registers_for_every_type() -> None:
    rows = webhook_events.table(run_of(case("passed", PAID, "2026"), registered=("*",)))["rows"]
    assert rows == [{"type": PAID, "registered": True, "outcomes": ["passed"]}]


def test_the_page_shows_what_was_sent_and_what_never_was() -> None:
    run = run_of(case("passed", PAID, "2026"), case("failed", LOST, "2026"), case("passed", LOST, "2023"))
    page = summary.render(run, judge(run))
    section = page[page.index("<h2>What Stripe sends") :]
    assert [section.count(word) for word in ("handled once", "not sent", "wrong")] == [2, 1, 1]


def test_a_run_without_such_cases_has_no_such_table() -> None:
    run = Run(stack=STACK)
    assert "What Stripe sends to the checkout" not in summary.render(run, judge(run))
