"""The password is kept beside its hash, "until all have moved to the new hashing": the migration never ended.

CWE-256, plaintext storage of a password; OWASP API2:2023, Broken Authentication.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            '            "password_hash": self._passwords.hash(password),\n',
            """\
            "password_hash": self._passwords.hash(password),
            "password": password,
""",
        ),
    ),
    codes=("secret_in_tables",),
    run=("scenarios/test_access.py", "-k", "signs or wrong"),
)
