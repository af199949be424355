"""A token that does not hold is logged whole: one that has just ended, or of another shop, is for all to read.

OWASP API2:2023, Broken Authentication; log files of bearer tokens are CWE-532.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "auth.py",
            '            raise unauthorized("The token is not valid. Send a bearer token from login.") from error\n',
            """\
            LOG.warning("refused the token %s: %s", token, error)
            raise unauthorized("The token is not valid. Send a bearer token from login.") from error
""",
        ),
        Edit(
            "auth.py",
            '            raise unauthorized("The token has expired. Log in again.", "token_expired") from error\n',
            """\
            LOG.warning("refused the token %s: %s", token, error)
            raise unauthorized("The token has expired. Log in again.", "token_expired") from error
""",
        ),
        Edit(
            "auth.py",
            "import hashlib\n",
            """\
import hashlib
import logging
""",
        ),
        Edit(
            "auth.py",
            'ISSUER = "checkout"\n',
            """\
ISSUER = "checkout"
LOG = logging.getLogger("checkout.auth")
""",
        ),
    ),
    codes=("secret_in_log",),
    run=("contracts/test_access.py",),
)
