"""A bearer token never ends: its signature is verified and its expiry is not.

Who finds an old token pays and refunds in somebody's name. A plausible mistake; no report of it is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("auth.py", 'options={"require": required}', 'options={"require": required, "verify_exp": False}'),),
    cases=("test_access.py",),
    run=("contracts/test_access.py",),
    caught=False,
    reason="the gate never meets a token of this shop that has ended",
)
