"""Findings that are a mere matter of time: on a machine that starved the run meanwhile they are unknown, never a fail.

A matter of time is: no answer while the system lives, a condition that was not met by its deadline, a page that did not
show something in time, and an answer 502 to 504 of a checkout that waited in vain for Stripe itself. A connection that
was refused is not, an answer 502 to 504 that came at once is not, and a wrong answer is not.

A case that lost time so, while the machine starved the run, may be wrong about what followed from it, too: what its
body expected of values (FOLLOWS), and what judges see in snapshots that were taken while the system was still at work
(UNSETTLED). Everything else that is wrong stays wrong on a busy machine.
"""

from collections.abc import Iterator
from dataclasses import replace

from harness.core import case_deadline, starvation
from harness.core.causes import causes, timed_out
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.judging.verdict import Finding

GATEWAY = (502, 503, 504)
# Who answered sooner than this has waited for nobody: the shortest time-outs and pauses of Stripe's SDKs are longer
# (stripe-python 16 and stripe-node 19 pause for half a second before they try again).
AT_ONCE_MS = 400.0
# Where a case broke something on purpose, SDKs try again and pause for it: two pauses of at most two seconds each.
AFTER_RETRIES_MS = 4000.0
MS = 1000.0
FOLLOWS = ("assertion", "unexpected_value", "unexpected_status", "not_asked", "webhook_effect")
UNSETTLED = ("money_without_order", "order_without_money", "refund_without_money", "stock_lost", "oversold")
# The attribute of an error that tells whether the machine starved the run while it was awaited: why, or empty.
STARVED = "_starved_while_awaited"


def examine(error: BaseException | None, history: History | None = None) -> None:
    """Ask the machine about an error that is a matter of time, as long as the wait is fresh; a later call changes
    nothing."""
    for single in singles(error):
        if hasattr(single, STARVED):
            continue
        since = awaited_since(single, planned=history is not None and broke_something(history))
        if since is None and history is not None and lost_time(history):
            since = case_deadline.began() if _follows(single) else None
        why = starvation.starved_since(since) if since is not None else ""
        setattr(single, STARVED, why)
        if getattr(single, "timed_out", False):
            case_deadline.timed_out()
            if not why:
                case_deadline.hung()


def judged(error: BaseException, finding: Finding) -> Finding:
    """The finding of an error; unknown, with the reason, where the machine starved the run while it was awaited."""
    why = getattr(error, STARVED, "")
    return replace(finding, code=UNKNOWN, however=(*finding.however, why)) if why else finding


def settled(failures: list[Failure], history: History) -> list[Failure]:
    """The judges' failures; where a case lost time on a starved machine, those that this may explain are unknown."""
    began = case_deadline.began()
    open_to_doubt = any(failure.code in UNSETTLED for failure in failures)
    if began is None or not open_to_doubt or not lost_time(history) or not (why := starvation.starved_since(began)):
        return failures
    return [_unknown(failure, why) if failure.code in UNSETTLED else failure for failure in failures]


def awaited_since(error: BaseException, *, planned: bool = False) -> float | None:
    """Since when (monotonic clock) what the error says was awaited; None when it is not a matter of time.

    `planned`: the case itself broke something, which alone may explain an answer 502 to 504 after some tries."""
    chain = list(causes(error))
    waits = [each.awaited_since for each in chain if isinstance(each, Failure) and each.awaited_since is not None]
    if waits:
        return waits[0]
    least = AFTER_RETRIES_MS if planned else AT_ONCE_MS
    late = timed_out(error) or any(_status(each) in GATEWAY and not _sooner(each, least) for each in chain)
    return case_deadline.began() if late else None


def lost_time(history: History) -> bool:
    """Whether an answer did not come, the snapshots were taken before all was quiet, or the checkout gave up waiting
    for Stripe although no test had broken the line between them."""
    if history.of(kind="snapshot", operation="not_quiet"):
        return True
    if any("Timeout" in str(event.data.get("lost")) for event in history.of(kind="info")):
        return True
    if broke_something(history):
        return False
    asked = {event.seq: event.at for event in history.of(kind="invoke")}
    gave_up = [event for event in history.of(kind="fail") if event.data.get("status") in GATEWAY]
    return any(event.at - asked.get(event.data.get("invoke", -1), 0.0) >= AT_ONCE_MS / MS for event in gave_up)


def broke_something(history: History) -> bool:
    """Whether the case planned a fault between the checkout and Stripe."""
    return bool(history.of(kind="fact", operation="fault"))


def singles(error: BaseException | None) -> Iterator[BaseException]:
    """The errors of a group, each once; Schemathesis, Hypothesis and the ends of fixtures raise groups."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from singles(inner)
    elif error is not None:
        yield error


def _status(error: BaseException) -> int | None:
    """The status of the answer that an error is about; Schemathesis's failures have it themselves."""
    status: int | None = getattr(getattr(error, "exchange", error), "status", getattr(error, "status_code", None))
    return status


def _sooner(error: BaseException, milliseconds: float) -> bool:
    """Whether the answer that an error is about is known to have come sooner than this."""
    took: float | None = getattr(getattr(error, "exchange", None), "elapsed_ms", None)
    return took is not None and took < milliseconds


def _follows(error: BaseException) -> bool:
    """Whether an error of a body may follow from time that was lost before."""
    if isinstance(error, Failure):
        return error.code in FOLLOWS
    return type(error).__module__.partition(".")[0] != "schemathesis"


def _unknown(failure: Failure, why: str) -> Failure:
    however = (*failure.however, why)
    return Failure(
        UNKNOWN,
        failure.title,
        let=failure.let,
        then=failure.then,
        however=however,
        severity=failure.severity,
        exchange=failure.exchange,
    )
