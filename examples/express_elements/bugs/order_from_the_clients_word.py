"""The page says that it is done, so it is paid: the order is made without a look at the PaymentIntent."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("server.js", 'intent.status !== "succeeded" || !pending.has(id)', "!pending.has(id)"),),
    codes=("order_without_money",),
    run=("--quick", "scenarios/test_declines.py"),
)
