"""Orders tell when they were made in the server's local time, without saying so: a day off for half the world.

Python's datetime.now() without a zone; RFC 3339 wants the offset.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            'datetime.now(UTC).isoformat(timespec="milliseconds")',
            'datetime.now().isoformat(timespec="milliseconds")',
        ),
        Edit("orders.py", "from datetime import UTC, datetime\n", "from datetime import datetime\n"),
    ),
    codes=("answer_not_documented",),
    run=("scenarios/test_success_cards.py", "-k", "two or read"),
    caught=False,
    reason="the contract says of an order's time only that it is a text",
)
