"""Each defect of a handler is named with its code, and nothing else is said against it."""

import pytest

from harness.webhook_probe.kit.rows import FAIL
from tests.harness.webhook_probe.conftest import Judge, with_outcome
from tests.harness.webhook_probe.handlers import SLOW_SECONDS

EVENTS = ("payment_intent.succeeded", "charge.refunded", "charge.dispute.created")
DEFECTS = {
    "unsigned": {"webhook_unsigned_accepted"},
    "replays": {"webhook_old_signature_accepted"},
    "last_v1": {"webhook_rotated_secret_refused"},
    "empty_secret": {"webhook_empty_secret_accepted"},
    "repeats": {"webhook_duplicate_effect", "webhook_concurrent_duplicate_effect"},
    "racing": {"webhook_concurrent_duplicate_effect"},
    "trusting": {"webhook_event_trusted"},
    "stale": {"webhook_order_dependent"},
    "unknown_types": {"webhook_unknown_type_refused"},
    "foreign": {"webhook_foreign_account"},
    "early": {"webhook_acted_before_check"},
    "strict": {"webhook_unknown_field_refused"},
    "versions": {"webhook_version_crash"},
    "large": {"webhook_large_body_refused"},
    # It accepts what was serialised anew, and refuses what was spaced otherwise.
    "parsed": {"webhook_raw_body_not_used", "webhook_signature_accepted"},
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_named(judge: Judge, defect: str) -> None:
    report = judge(defect, events=EVENTS)
    assert set(report.codes) == DEFECTS[defect], report.sentence()
    assert report.verdict == FAIL


def test_a_slow_handler_is_named_and_left_alone_soon(judge: Judge) -> None:
    """Two events that come too late twice and once; what follows would only take time."""
    report = judge("slow", timeout=SLOW_SECONDS / 2)
    assert report.codes == ["webhook_slow"]
    assert [row.milliseconds is not None for row in with_outcome(report, FAIL)] == [True]


def test_what_can_be_seen_without_effects_is_named_without(judge: Judge) -> None:
    """By the status, and by what the handler asks Stripe."""
    assert judge("unsigned", seen=False).codes == ["webhook_unsigned_accepted"]
    assert judge("early", seen=False).codes == ["webhook_acted_before_check"]
