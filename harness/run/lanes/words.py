"""What a status says: of an answer, and of a payment, an order or a refund."""

from typing import Any

from harness.report.lanes.rows import GOOD, LOST, REFUSED

# How a wire is cut: before the work of the one who is asked, or after it.
BREAKS = {"before": "the request is lost on its way", "after": "the work is done, its answer is lost"}
BAD_REQUEST, SERVER_ERROR = 400, 500
# Every other one says that nothing has happened yet.
TELLING = (
    *("succeeded", "canceled", "processing", "requires_action", "requires_capture", "failed", "pending"),
    *("paid", "refunded", "partially_refunded"),
)


def breaks(rule: dict[str, Any]) -> str:
    """What a planned fault of Stripe's does."""
    kinds = {
        "reset_after": BREAKS["after"],
        "reset_before": BREAKS["before"],
        "status": f"Stripe answers {rule.get('status')}",
        "status_kept": f"Stripe answers {rule.get('status')}, whenever this key comes",
        "lock_timeout": "Stripe answers 429",
        "latency": f"Stripe answers {rule.get('delay_ms')} ms late",
    }
    return kinds.get(str(rule.get("kind")), str(rule.get("kind")))


def tone_of(status: int | None) -> str:
    """What the status of an answer means for the one who asked."""
    if status is None or status >= SERVER_ERROR:
        return LOST
    return GOOD if status < BAD_REQUEST else REFUSED


def telling(status: Any) -> str:
    """The status of a payment, an order or a refund; empty where nothing has happened yet."""
    return str(status).replace("_", " ") if status in TELLING else ""
