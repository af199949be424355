"""Prices are made dollars to add them up, and cents again for Stripe: 19.99 times 100 is 1998.9999999999998."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store.js",
            "lines.reduce((sum, line) => sum + line.price * line.quantity, 0);",
            ("Math.floor(100 * lines.reduce((sum, line) => sum + (line.price / 100) * line.quantity, 0));"),
        ),
    ),
    codes=("amounts_disagree",),
    run=("scenarios/test_success_cards.py", "scenarios/test_currencies.py"),
)
