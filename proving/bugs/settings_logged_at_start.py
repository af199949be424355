"""The settings are logged when the checkout starts, with the secret key of Stripe, the webhook's secret and the
administrator's password.

Harm: who reads the log (a log service, a support ticket) can refund, pay out and forge events. Shows in the first lines
of the checkout's log. Sources: stripe-samples/issuing #411 and its sisters (secrets masked in logs), CWE-532.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "__main__.py",
            "    from checkout.app import create_app  # takes",
            """\
    logging.getLogger("checkout").warning("starting with %s", asdict(settings))
    from checkout.app import create_app  # takes""",
        ),
        Edit(
            "__main__.py",
            """\
import sys

import uvicorn
""",
            """\
import sys
from dataclasses import asdict

import uvicorn
""",
        ),
    ),
    codes=("secret_in_log",),
    run=(
        "scenarios/test_mail.py",
        "-k",
        "one_order",
    ),
)
