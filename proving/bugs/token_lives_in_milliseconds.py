"""A token's life is given in milliseconds and added to seconds: an hour becomes six weeks.

A mix-up of units (CWE-613, insufficient session expiration); OWASP API2:2023. A stolen token stays good.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("auth.py", '"exp": now + self._seconds}', '"exp": now + self._seconds * 1000}'),),
    codes=("token_lives_too_long",),
    run=("contracts/test_access.py",),
    caught=False,
    reason="how long a token of this shop is good is not read out of it, and no clock is moved",
)
