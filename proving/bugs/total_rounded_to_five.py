"""Totals are rounded to five of the smallest unit, as in the till's coins, and the card is charged the rounded one.

Swiss and Canadian rounding is for cash alone; InvoicePlane #1677 is its neighbour. Items, order and charge disagree.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "lines.py",
            "return sum(line.price * line.quantity for line in lines)",
            "return round(sum(line.price * line.quantity for line in lines) / 5) * 5",
        ),
    ),
    codes=("amounts_disagree",),
    cases=("test_success_cards",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several or two"),
)
