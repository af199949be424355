"""Codes of the case itself, of its code, and of what is judged once the run is over."""

from harness.core.failure_codes.code import FailureCode

UNKNOWN = "invariant_unknown"
CODES = (
    FailureCode(
        code=UNKNOWN,
        severity="critical",
        title="Something could not be judged",
        meaning="A check lacked what it needs, crashed, or the machine was too busy. Nothing is known of what it "
        "guards, so the verdict is unknown (exit code 3), never pass.",
        what_to_do="The reason is after `However`. Repair the cause (a snapshot that could not be read, a fixture that "
        "broke, a machine without time) and run the case again.",
        example="""\
Could not judge: Every unit of stock is for sale, sold, or reserved by an open payment: none appears and none is lost [invariant_unknown]
      Let the invariant stock_conserved read the history
     Then it says whether it holds
  However no snapshot stock of p2: the checkout answered 500""",  # noqa: E501  a title is one line
    ),
    FailureCode(
        code="assertion",
        severity="critical",
        title="A plain assert of a case failed",
        meaning="A case used Python's `assert` and it does not hold.",
        what_to_do="The trace shows the line. Cases that use `expect` or `equal` say the expected and the received "
        "value instead.",
        example="""\
assert 1 == 2 [assertion]""",
    ),
    FailureCode(
        code="error_in_test",
        severity="critical",
        title="The code of a case raised an error",
        meaning="The body of a case broke with an error of its own before it could judge: a key that an answer lacks, "
        "a value of another type. Often the answer is not what the case takes for granted.",
        what_to_do="Follow the trace to the line. Check the value with `expect` before it is used if the checkout is "
        "to blame; otherwise repair the case.",
        example="""\
KeyError in call: 'client_secret' [error_in_test]""",
    ),
    FailureCode(
        code="accepted_expired",
        severity="critical",
        title="An accepted finding has expired",
        meaning="contracts/accepted.toml accepts a finding until a day, and that day has passed.",
        what_to_do="Repair the operation and remove the entry, or decide again and give it a later day.",
        example="""\
An accepted finding has expired: contract_response_schema_conformance at GET /api/orders [accepted_expired]
      Let contracts/accepted.toml accept it until 2026-12-31: old orders lack a date
     Then it is repaired by then, or accepted again with a later day
  However the day has passed. Hint: repair GET /api/orders and remove the entry""",
    ),
    FailureCode(
        code="accepted_unmatched",
        severity="critical",
        title="An accepted finding is not found any more",
        meaning="contracts/accepted.toml accepts a finding, its operation was tried, and the finding did not occur. An "
        "entry that outlives its finding would hide the next one.",
        what_to_do="Remove the entry from contracts/accepted.toml.",
        example="""\
An accepted finding was not found: contract_response_schema_conformance at GET /api/orders [accepted_unmatched]
      Let contracts/accepted.toml accept it until 2026-12-31: old orders lack a date
     Then it is still found, or the entry is gone
  However the operation was tried and it was not found. Hint: remove the entry""",
    ),
)
