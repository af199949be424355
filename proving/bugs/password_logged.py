"""A login that fails is logged with what was typed, "for support": most such passwords are right but for one letter.

colouring-core #415, adhocracy3 #681, nzbget #496, inloop #54: passwords in clear text in the log.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            '            raise unauthorized("E-mail address or password is wrong.", "invalid_credentials")\n',
            """\
            LOG.warning("login failed: %s, %s", email, password)
            raise unauthorized("E-mail address or password is wrong.", "invalid_credentials")
""",
        ),
        Edit(
            "users.py",
            "import uuid\n",
            """\
import logging
import uuid
""",
        ),
        Edit(
            "users.py",
            "class Users:\n",
            """\
LOG = logging.getLogger("checkout.users")


class Users:
""",
        ),
    ),
    codes=("secret_in_log",),
    run=("scenarios/test_access.py", "-k", "signs or wrong"),
)
