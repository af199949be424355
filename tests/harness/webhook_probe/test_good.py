"""A good handler passes, and what could not be seen is not called a pass."""

import os
import re
from types import ModuleType

import pytest

from harness.webhook_probe.kinds import deliveries, trust
from harness.webhook_probe.kit.rows import FAIL, NOT_JUDGED, PASS, UNKNOWN, Row
from harness.webhook_probe.kit.session import Session
from harness.webhook_probe.verdict import EXIT_CODES
from tests.harness.webhook_probe.conftest import Judge, with_outcome
from tests.harness.webhook_probe.handlers import SLOW_SECONDS

MOST_SECONDS = 10.0


def test_a_good_handler_passes_in_everything(judge: Judge) -> None:
    report = judge()
    assert {row.outcome for row in report.rows} == {PASS}, report.sentence()
    assert len(report.rows) > 50
    assert report.sentence() == f"Pass: all {len(report.rows)} probes that could be judged hold."


def test_without_effects_it_passes_and_says_what_was_not_judged(judge: Judge) -> None:
    """Asking Stripe is seen: so it is known that nothing is done early, and that the amount is not trusted."""
    report = judge(seen=False)
    assert report.verdict == PASS
    assert {row.kind for row in with_outcome(report, NOT_JUDGED)} == {
        "duplicates",
        "another account",
        "order of events",
    }
    assert "Not judged: 5 rows, for the reasons above (duplicates, another account, order of" in report.sentence()


def test_a_handler_that_never_asks_stripe_has_nothing_invented_against_it(judge: Judge) -> None:
    """What it does with the amounts shows nowhere."""
    report = judge("trusting", "stale", seen=False)
    assert report.verdict == PASS
    assert "trust" in {row.kind for row in with_outcome(report, NOT_JUDGED)}


def test_a_signature_error_that_is_not_caught_is_told_and_no_failure(judge: Judge) -> None:
    report = judge("crashing")
    assert report.verdict == PASS
    assert any("catch the signature error" in row.remark for row in report.rows)


def test_events_narrow_it(judge: Judge) -> None:
    """To what the handler is registered for; the story that needs more is not told."""
    report = judge(events=("charge.refunded",))
    assert report.verdict == PASS
    assert [row.what for row in report.rows if "signed rightly, is" in row.what] == [
        "charge.refunded, signed rightly, is acknowledged"
    ]
    assert [row.kind for row in with_outcome(report, NOT_JUDGED)] == ["order of events"]


def test_a_platform_may_act_for_its_accounts(judge: Judge) -> None:
    report = judge("foreign", connect=True, events=("payment_intent.succeeded",))
    assert report.verdict == PASS


def test_events_come_in_the_version_that_was_asked_for(judge: Judge) -> None:
    """This handler breaks on those before 2025."""
    report = judge("versions", version="2023-10-16", events=("payment_intent.succeeded",), seen=False)
    assert report.codes[0] == "webhook_not_acknowledged"


def test_another_secret_is_unknown_and_no_failure(judge: Judge) -> None:
    """That it refuses forged events proves nothing as long as it refuses right ones; one reason is given once."""
    report = judge("other_secret")
    assert {row.outcome for row in report.rows} == {UNKNOWN}
    assert EXIT_CODES[report.verdict] == 3
    assert "is --secret the one that the handler has?" in report.sentence()
    assert [row.remark for row in report.rows[1:]] == ["for the same reason"] * (len(report.rows) - 1)


def test_effects_that_change_with_any_request_judge_nothing(judge: Judge) -> None:
    report = judge("restless")
    assert report.verdict == UNKNOWN
    assert "changes without an event" in report.sentence()


def test_effects_that_never_change_judge_nothing(judge: Judge) -> None:
    report = judge(events=("charge.dispute.created",))
    assert report.verdict == UNKNOWN
    assert "no event changed what" in report.sentence()


def test_a_handler_that_ends_meanwhile_is_unknown(judge: Judge) -> None:
    """Whatever it has not refused in so many words is not held against it."""
    report = judge("dies", seen=False)
    assert report.verdict == UNKNOWN
    assert "refuses connections since" in report.sentence()


def test_a_handler_that_uses_up_the_time_is_told_how_long_it_takes(judge: Judge) -> None:
    """Each of its answers is in time, and all of them are too many."""
    report = judge("slow", within=3 * SLOW_SECONDS)
    assert report.verdict == UNKNOWN
    assert re.search(r"no time was left: a longer --within; one answer takes \d{3,} ms", report.sentence())


@pytest.mark.parametrize("kind", [deliveries, trust])
def test_a_probe_that_breaks_is_unknown_and_no_failure(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, kind: ModuleType
) -> None:
    def broken(_: Session) -> list[Row]:
        raise TypeError("indices must be integers")

    monkeypatch.setattr(kind, "judge", broken)
    report = judge(events=("payment_intent.succeeded",), seen=False)
    assert report.verdict == UNKNOWN
    assert "this probe broke, which says nothing about the handler: TypeError: indices must be" in report.sentence()
    assert with_outcome(report, FAIL) == []


def test_a_run_takes_few_seconds_of_a_processor(judge: Judge) -> None:
    """Of this process, which has the handler too, and of the emulator; what else a machine does is not counted."""
    before = sum(os.times()[:4])
    judge()
    assert sum(os.times()[:4]) - before < MOST_SECONDS


def test_no_time_is_no_pass(judge: Judge) -> None:
    report = judge(within=0.0)
    assert {row.outcome for row in report.rows} == {UNKNOWN}
    assert "no time was left" in report.sentence()
