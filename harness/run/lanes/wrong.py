"""Which step of a case went wrong: by what the failure shows, else by what it is about and by its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.judging.verdict import Finding
from harness.report.lanes.rows import GOOD, Row
from harness.run.lanes.recorded import ANOTHER

SHOWN = "THIS ANSWER IS WRONG"
MADE = "HERE IT WENT WRONG, MOST LIKELY"
AGAIN = "MADE AGAIN, UNDER ANOTHER IDEMPOTENCY KEY"
MET = "HERE THE CASE SAW IT"
LOOKED_AT = "WHEN ALL WAS OVER"
FIRST, LAST = 0, -1
# For a failure that the judges find at the end: words of the step that made it so, and which of them when there are
# several. A step that Stripe took comes first, then what the checkout told.
MADE_BY: dict[str, tuple[tuple[str, ...], int]] = {
    "charged_twice": (("/confirm", "confirms", "pays on Stripe"), LAST),
    "cart_paid_twice": (("/confirm", "confirms", "pays on Stripe"), LAST),
    "refunded_too_much": (("POST /v1/refunds",), LAST),
    "refund_without_money": (("asks for", "calls the order", "charge.refund"), LAST),
    "refund_not_told": (("refund",), LAST),
    "order_without_money": (
        ("comes back", "checkout confirm", "Stripe tells", "Stripe delivers", "begins to pay"),
        LAST,
    ),
    "told_paid_without_money": (("comes back",), LAST),
    "money_without_order": (
        ("Stripe tells payment_intent.s", "Stripe tells", "Stripe delivers", "comes back", "checkout confirm"),
        LAST,
    ),
    "ordered_twice": (("comes back", "checkout confirm", "Stripe tells", "Stripe delivers"), LAST),
    "oversold": (("comes back", "begins to pay"), LAST),
    "stock_negative": (("comes back", "begins to pay"), LAST),
    "stock_lost": (("calls the order", "asks for", "begins to pay", "Stripe tells", "comes back"), LAST),
    "amounts_disagree": (("begins to pay",), LAST),
    "told_amount_differs": (("begins to pay",), LAST),
    "cart_total_wrong": (("the cart",), LAST),
    "cart_not_as_put": (("cart",), LAST),
    "cart_payable_twice": (("begins to pay",), LAST),
    "goods_for_less": (("begins to pay",), LAST),
}


@dataclass(frozen=True)
class Mark:
    """The place of the step that went wrong, and how far that is known."""

    place: int
    label: str


def foremost(found: Sequence[Finding]) -> Finding:
    """The finding that says most: one of which is known what makes it so, else the first."""
    known = list(MADE_BY)
    return min(found, key=lambda one: known.index(one.code) if one.code in MADE_BY else len(known))


def mark(rows: list[Row], finding: Finding, shown: int | None, subjects: tuple[str, ...]) -> Mark | None:
    """The step that went wrong, None when nobody can tell.

    `shown` is the place of the exchange that the failure shows; `subjects` the short names that it is about.
    """
    if shown is not None:
        return Mark(shown, SHOWN)
    words, which = MADE_BY.get(finding.code, ((), LAST))
    for word in words:
        hits = [place for place, row in enumerate(rows) if word in row.text and row.source != row.target]
        about = [place for place in hits if _about(rows[place], subjects)] or hits
        done = [place for place in about if rows[place].tone == GOOD] or about
        if done:
            return Mark(done[which], MADE)
    again = [place for place, row in enumerate(rows) if ANOTHER in row.matters and row.tone == GOOD]
    return Mark(again[0], AGAIN) if again else None


def at_the_end(finding: Finding, judged: bool, rows: list[Row]) -> Row:
    """A row of its own for what no single step shows."""
    facts = "; ".join(finding.however[:1])
    at = max((row.at for row in rows), default=0.0)
    return Row(at, text=f"{finding.title}: {facts}" if facts else finding.title, wrong=LOOKED_AT if judged else MET)


def _about(row: Row, subjects: tuple[str, ...]) -> bool:
    return any(name in row.text or name in row.matters for name in subjects)
