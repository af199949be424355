"""The cart's total is computed in units of money with floating point numbers and cut to minor units.

19.99 times 100 is 1998.9999999999998: one cent is missing on some carts only. A textbook mistake, with no
report of its own cited here; Stripe takes integers of the smallest unit (docs.stripe.com/currencies).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "lines.py",
            "return sum(line.price * line.quantity for line in lines)",
            "return int(sum(line.price / 100 * line.quantity for line in lines) * 100)",
        ),
    ),
    codes=("amounts_disagree",),
    cases=("test_refunds_in_other_currencies[eur-1999-999]",),
    run=("scenarios/test_currencies.py", "scenarios/test_refunds.py"),
)
