"""Who has just signed in is kept by e-mail address for five minutes, to save the costly hash; the password is not
looked at.

Harm: for five minutes after each login anybody gets a token for that account with any password. Shows in POST
/api/auth/login with a wrong password after a right one: 200 where 401 is promised. Sources: OWASP API2:2023;
Okta's AD/LDAP delegated authentication of October 2024 (cache key without the whole password).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            """\
        item = self._store.get("users", email=email.lower())
        if not self""",
            """\
        until, known = self._known.get(email.lower(), (0.0, {}))
        if time.monotonic() < until:
            return self._session(known)
        item = self._store.get("users", email=email.lower())
        if not self""",
        ),
        Edit(
            "users.py",
            """\
            raise unauthorized("E-mail address or password is wrong.", "invalid_credentials")
""",
            """\
            raise unauthorized("E-mail address or password is wrong.", "invalid_credentials")
        self._known[email.lower()] = (time.monotonic() + 300, item)
""",
        ),
        Edit(
            "users.py",
            "        self._store, self._passwords, self._tokens = store, passwords, tokens\n",
            """\
        self._store, self._passwords, self._tokens = store, passwords, tokens
        self._known: dict[str, tuple[float, dict[str, object]]] = {}
""",
        ),
        Edit(
            "users.py",
            "import uuid\n",
            """\
import time
import uuid
""",
        ),
    ),
    cases=("test_a_wrong_password_is_refused",),
    run=(
        "scenarios/test_access.py",
        "-k",
        "password",
    ),
)
