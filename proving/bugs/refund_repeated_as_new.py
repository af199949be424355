"""A refund whose answer was lost counts as done: the shopper's next try is a new operation, and refunds once more.

hexclave #1429 (review): whatever moves the key on before the answer is known makes a second refund.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            """\
            if problem.status != 503:
                self._orders.next_refund_round(order)
            raise _refused""",
            """\
            self._orders.next_refund_round(order)
            raise _refused""",
        ),
    ),
    cases=("test_a_lost_answer_while_refunding[9]",),
    run=("scenarios/test_stripe_outages.py", "-k", "refund"),
)
