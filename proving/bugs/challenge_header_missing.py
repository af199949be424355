"""401 comes without WWW-Authenticate: clients that follow the standard do not know how to sign in, and give up.

RFC 9110, 11.6.1 demands it; a framework's own exception was replaced by one of the shop's.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            'return Problem(401, code, detail, headers={"WWW-Authenticate": \'Bearer realm="checkout"\'})',
            "return Problem(401, code, detail)",
        ),
    ),
    codes=("answer_not_documented",),
    cases=("test_without_a_token",),
    run=("contracts/test_access.py", "-k", "without"),
)
