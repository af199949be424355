"""Passwords are cut at 72 characters, a habit from bcrypt, though up to 128 are taken: whoever knows the beginning of
a long passphrase signs in with any ending. Seen in Okta's advisory of October 2024 (bcrypt cut the key) and many
bcrypt libraries.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "auth.py",
            "        return self._hasher.hash(password)\n",
            "        return self._hasher.hash(password[:72])\n",
        ),
        Edit(
            "auth.py",
            "self._hasher.verify(stored or self._nobody, password)",
            "self._hasher.verify(stored or self._nobody, password[:72])",
        ),
    ),
    codes=("not_refused",),
    cases=("test_another_password_of_the_same_beginning[more of it]",),
    run=("scenarios/test_access.py", "-k", "password"),
)
