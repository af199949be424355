"""Who comes to the thanks page has paid: Stripe is asked for the amount, not whether it was taken."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("server.js", 'order.status === "open" && session.payment_status === "paid"', 'order.status === "open"'),
    ),
    codes=("told_paid_without_money",),
    run=("--quick", "scenarios/test_declines.py"),
)
