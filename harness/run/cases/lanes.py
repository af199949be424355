"""The lanes of a failing case, made once: with the first phase that has a finding."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.causes import causes
from harness.core.exchange import Exchange
from harness.core.failure import Failure
from harness.core.masking import mask
from harness.judging.verdict import Finding
from harness.run.cases import stash
from harness.run.cases.description import cards_of


def lanes_of(item: pytest.Item, error: BaseException | None, found: list[Finding]) -> dict[str, Any]:
    """What the picture of the case shows, as JSON; empty where nothing was found, or nothing happened.

    A failure of a story that is told within the case has a history of its own.
    """
    if not found or stash.LANES in item.stash:
        return {}
    try:
        made = _made(item, error, found)
    except Exception as broken:  # noqa: BLE001  a case that cannot be drawn must not end the run that it belongs to
        made = _undrawn(found[0], f"The picture could not be made: {type(broken).__name__}: {broken}")
    item.stash[stash.LANES] = made
    return made


def _undrawn(finding: Finding, why: str) -> dict[str, Any]:
    from harness.report.lanes.rows import Lanes

    return Lanes(
        finding.code, finding.title, finding.let, finding.then, finding.however, (), (), {}, {}, unseen=(mask(why),)
    ).as_dict()


def _made(item: pytest.Item, error: BaseException | None, found: list[Finding]) -> dict[str, Any]:
    from harness.run.lanes.case import lanes
    from harness.run.lanes.wrong import foremost

    finding = foremost(found)
    # What the judges found shows every step in the place of one exchange.
    met = error if isinstance(error, Failure) and error.code == finding.code else None
    met = None if met is None or not isinstance(met.exchange, Exchange | None) else met
    chain = causes(error) if error is not None else ()
    own = next((one.history for one in chain if isinstance(one, Failure) and one.history is not None), None)
    shop = item.stash.get(stash.SHOP, None)
    history = own or item.stash.get(stash.HISTORY, None)
    if history is None:
        return {}
    stack = shop.stack if shop is not None and own is None else None
    drawn = lanes(
        history, finding, judged=met is None, exchange=met and met.exchange, stack=stack, cards=cards_of(item)
    )
    return drawn.as_dict() if drawn is not None else {}
