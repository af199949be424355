"""How a call to a checkout ends: done, refused as its contract has it, lost, told as unpaid; alone or at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from harness import Failure, Lost, Refused, Shop, equals, expect, present, seconds_left

Answer = TypeVar("Answer")


def outcome(call: Callable[[], Answer]) -> Answer | Refused | Lost:
    """What came of a call: its answer, that it was refused, or that no answer came."""
    try:
        return call()
    except (Refused, Lost) as ended:
        return ended


def refused(shop: Shop, call: Callable[[], object], what: str) -> Refused:
    """The checkout refuses `what` (in words, as in the adapter's table `refusals`), as its contract has it."""
    return rightly(shop, outcome(call), what)


def rightly(shop: Shop, ended: object, what: str) -> Refused:
    """What came of a call for `what` is a refusal, not a fall, told as the shop's contract has it."""
    refusal = as_refused(ended, what)
    as_contracted(shop, refusal, what)
    return refusal


def as_refused(ended: object, what: str) -> Refused:
    """What came of a call for `what` is a refusal."""
    if isinstance(ended, Lost):
        raise ended
    if not isinstance(ended, Refused):
        raise Failure(
            "not_refused",
            f"The checkout did not refuse {what}",
            let=f"the checkout be asked for {what}",
            then="it refuses",
            however=f"it did as asked: {ended!r:.300}",
        )
    if ended.broken:
        raise Failure(
            "fell_over",
            "The checkout fell over in place of refusing",
            let=f"the checkout be asked for {what}",
            then="it refuses",
            however=f"it answered {ended.answer.status}: {ended.answer.text[:300]}",
        )
    return ended


def not_paid(shop: Shop, ended: object, what: str) -> dict[str, Any] | None:
    """What came of a call (see `outcome`) tells no order: None, or a refusal, whose contracted problem is returned.

    A shop whose contract says how `what` is refused must refuse it; one whose contract calls it no error must not.
    """
    wanted = shop.adapter.refusals.get(what)
    if wanted is not None and not wanted.statuses:
        if isinstance(ended, Refused | Lost):
            raise ended
        expect(ended, equals(None), f"the order of {what}")
        return None
    if ended is None and wanted is None:
        return None
    return as_contracted(shop, as_refused(ended, what), what)


def as_contracted(shop: Shop, refusal: Refused, what: str) -> dict[str, Any] | None:
    """The problem that a refusal tells, held against the shop's table; None for a shop that promises nothing of it."""
    wanted = shop.adapter.refusals.get(what)
    if wanted is None:
        return None
    answer = refusal.answer
    problem = answer.expect(*wanted.statuses).problem()
    expect(problem.get("status"), equals(answer.status), "the status inside the problem", at=answer)
    expect(problem.get("detail"), present, "the problem's detail", at=answer)
    if wanted.code is not None:
        expect(problem.get("code"), equals(wanted.code), "the problem's code", at=answer)
    return problem


def done(outcomes: list[Any]) -> list[Any]:
    """Those of the outcomes that were neither refused nor lost; a checkout that fell over is a failure."""
    for one in outcomes:
        if isinstance(one, Refused) and one.broken:
            raise one
    return [one for one in outcomes if not isinstance(one, Refused | Lost)]


def done_or_refused(shop: Shop, outcomes: list[Any], what: str) -> list[Any]:
    """Those that were done; the others were refused (none lost), as the shop's contract tells `what`."""
    for one in outcomes:
        if isinstance(one, Refused | Lost):
            rightly(shop, one, what)
    return done(outcomes)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time, one thread each; their outcomes in the same order, or the first failure.

    They have the time that the case has.
    """
    with ThreadPoolExecutor(len(calls)) as threads:
        running = [threads.submit(outcome, call) for call in calls]
        return [call.result(timeout=seconds_left()) for call in running]
