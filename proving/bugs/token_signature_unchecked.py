"""A bearer token is read and its signature is not: anybody writes one for anybody.

OWASP API2:2023; `verify=False` from a debugging hour (CWE-347).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("auth.py", 'options={"require": required}', 'options={"require": required, "verify_signature": False}'),
    ),
    cases=("test_with_a_tampered_token",),
    run=("contracts/test_access.py", "-k", "tampered"),
)
