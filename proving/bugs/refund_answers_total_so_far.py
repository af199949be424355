"""The answer to a refund tells the sum of all refunds of the order as the amount of this one.

Harm: support sees the second refund of 5.00 answered as 10.00 and believes that too much went back; whoever books the
answers books too much. Shows in POST /api/payments/refunds from the second partial refund on.
Source: thirtybees #946 and #949 (the window shows the sum of all refunds where one is meant).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            """\
                raise  # whoever asks again gets this one once more; told as made, it would swallow the next one
        return refund
""",
            """\
                raise  # whoever asks again gets this one once more; told as made, it would swallow the next one
        told = self._orders.of_intent(intent)
        return replace(refund, amount=told.amount_refunded) if told else refund
""",
        ),
        Edit(
            "refunds.py",
            "import logging\n\nfrom botocore",
            """\
import logging
from dataclasses import replace

from botocore""",
        ),
    ),
    cases=("test_parts_add_up",),
    run=(
        "scenarios/test_refunds.py",
        "-k",
        "parts",
    ),
)
