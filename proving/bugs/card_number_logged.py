"""A request that does not fit is logged with its body, "to see what the clients send": card numbers and CVCs too.

PCI DSS forbids it; the class needs no payment to go wrong, one client that posts a card to the shop is enough.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            "    found = list(error.errors())\n",
            '    found = list(error.errors())\n    LOG.warning("a request does not fit: %s", error.body)\n',
        ),
    ),
    codes=("secret_in_log",),
    run=("contracts/test_integration_guide.py",),
)
