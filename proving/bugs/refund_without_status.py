"""The answer to a refund lacks its status: whoever waits for "succeeded" waits in vain, and asks again.

A client of the documented API breaks although every amount is right; a textbook mistake, with no report cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/payments.py",
            '@ROUTER.post("/refunds", operation_id="createRefund",',
            '@ROUTER.post("/refunds", operation_id="createRefund", response_model_exclude={"status"},',
        ),
    ),
    codes=("contract_response_schema_conformance",),
    cases=("test_requests[createRefund]",),
    run=("contracts/test_payment_api.py::test_requests",),
)
