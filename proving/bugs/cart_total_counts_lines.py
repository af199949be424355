"""The total adds up one unit of each line: whoever buys nine pays for one.

A sum over prices that forgot the quantity; "arbitrary price" of Wang et al., IEEE S&P 2011. The shop believes itself.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "lines.py",
            "return sum(line.price * line.quantity for line in lines)",
            "return sum(line.price for line in lines)",
        ),
    ),
    codes=("amounts_disagree",),
    cases=("test_quantity_multiplies_the_amount",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several"),
)
