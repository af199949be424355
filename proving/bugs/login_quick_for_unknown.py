"""Login answers at once when there is no such account, and hashes a password when there is: the clock tells which.

CWE-208. The answers are equal to the letter; only their time is not.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            'if not self._passwords.matches(password, item["password_hash"] if item else None) or item is None:',
            'if item is None or not self._passwords.matches(password, item["password_hash"]):',
        ),
    ),
    codes=("login_time",),
    run=("contracts/test_access.py",),
    caught=False,
    reason="no case compares how long two answers take, and hashing is quick in tests",
)
