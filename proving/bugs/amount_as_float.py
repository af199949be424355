"""The amount of a refund is a float: 1000.0 is an integer to JSON Schema, and 0.1 + 0.2 to whoever adds it up.

Stripe's amounts are integers of the smallest unit (docs.stripe.com/currencies); a textbook mistake.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            """    refund_id: str
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
    amount: int""",
            """    refund_id: str
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
    amount: float""",
        ),
    ),
    codes=("contract_amounts_are_whole",),
    cases=("test_requests[createRefund]",),
    run=("contracts/test_payment_api.py::test_requests",),
)
