"""The new PaymentIntent is logged "to see what happens": with its client secret, which whoever reads the log can
use.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "server.js",
            "    pending.set(intent.id, { user, lines });\n",
            ('    console.log("new payment", JSON.stringify(intent));\n    pending.set(intent.id, { user, lines });\n'),
        ),
    ),
    codes=("secret_in_log",),
    run=("--quick", "scenarios/test_seed_guide.py"),
)
