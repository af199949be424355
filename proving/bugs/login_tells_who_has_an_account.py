"""Login says whether there is such an account: lists of addresses are sorted into customers and others.

CWE-204 and OWASP API2:2023; the shop's customers get the phishing mail that fits.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            """\
        item = self._store.get("users", email=email.lower())
        if not""",
            """\
        item = self._store.get("users", email=email.lower())
        if item is None:
            raise unauthorized("There is no account with this e-mail address.", "unknown_account")
        if not""",
        ),
    ),
    cases=("test_login_tells_nothing",),
    run=("contracts/test_access.py", "-k", "login or address"),
)
