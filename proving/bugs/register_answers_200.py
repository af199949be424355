"""Opening an account answers 200 where the contract says 201: clients that look for "created" report a failure.

A status that was lost when the routes were moved; whoever clicks again is told that the address is taken.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/auth.py",
            'operation_id="registerUser", status_code=201, responses',
            'operation_id="registerUser", responses',
        ),
    ),
    codes=("answer_not_documented",),
    run=("scenarios/test_access.py", "-k", "wrong or signs"),
)
