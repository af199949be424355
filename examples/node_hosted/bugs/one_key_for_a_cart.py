"""The idempotency key is made of the cart, against double clicks: two people with the same cart share one session."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("server.js", "idempotencyKey: randomUUID()", "idempotencyKey: JSON.stringify(items)"),),
    codes=("unexpected_value",),
    run=("scenarios/test_success_cards.py", "scenarios/test_races.py"),
)
