""" "Try again" does not say when: the seconds that the contract promises are in no header, and clients ask in a loop.

RFC 9110, 10.2.3; gumroad #6500 is about clients that do not wait. OWASP API4:2023, resource consumption.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            'return Problem(status, code, detail, headers={"Retry-After": RETRY_SECONDS})',
            "return Problem(status, code, detail)",
        ),
    ),
    codes=("answer_not_documented",),
    cases=("test_outage_answers",),
    run=("contracts/test_outage_answers.py", "-k", "creat or begin or 503"),
)
