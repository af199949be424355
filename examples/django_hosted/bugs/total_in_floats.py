"""The order's total is added up in euros and made cents again, while Stripe adds up cents."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store/payments.py",
            "    return sum(line.product.price * line.quantity for line in lines)",
            "    return int(sum(line.product.price / 100 * line.quantity for line in lines) * 100)",
        ),
    ),
    codes=("amounts_disagree",),
    run=("scenarios/test_success_cards.py", "scenarios/test_currencies.py"),
)
