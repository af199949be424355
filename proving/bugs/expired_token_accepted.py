"""A bearer token never ends: its signature is verified and its expiry is not.

Who finds an old token pays and refunds in somebody's name. A plausible mistake; no report of it is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("auth.py", 'options={"require": required}', 'options={"require": required, "verify_exp": False}'),),
    codes=("session_outlives_its_word",),
    cases=("test_a_session_ends_when_it_said",),
    run=("scenarios/clocks",),
)
