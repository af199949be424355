"""Who signs in is written to the log with the address: the log is a list of the shop's customers.

OWASP's Logging Cheat Sheet, "data to exclude"; CWE-532.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/auth.py",
            "    return _session(*shop.users.login(body.email, body.password))\n",
            """\
    LOG.warning("signed in: %s", body.email)
    return _session(*shop.users.login(body.email, body.password))
""",
        ),
        Edit(
            "api/auth.py",
            "from fastapi import APIRouter\n",
            """\
import logging

from fastapi import APIRouter
""",
        ),
        Edit(
            "api/auth.py",
            'ROUTER = APIRouter(prefix="/api/auth", tags=["auth"])\n',
            """\
LOG = logging.getLogger("checkout.access")
ROUTER = APIRouter(prefix="/api/auth", tags=["auth"])
""",
        ),
    ),
    codes=("address_in_log",),
    run=("scenarios/test_access.py", "-k", "signs or wrong"),
)
