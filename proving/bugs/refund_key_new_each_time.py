"""Each call makes a new idempotency key for the refund, a random one: a call that is repeated refunds again.

hexclave #1429 (review): a retry with another key is another refund. With partial refunds nothing at Stripe stops it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            'key = operation_key("refund", intent_id, order.refund_round, amount, reason)',
            'key = operation_key("refund", intent_id, str(uuid4()))',
        ),
        Edit(
            "refunds.py",
            "import logging\n",
            """\
import logging
from uuid import uuid4
""",
        ),
    ),
    cases=("test_a_lost_answer_while_refunding[9]",),
    run=("scenarios/test_races.py", "scenarios/test_stripe_outages.py", "-k", "refund"),
)
