"""Whether the mail was sent is asked before it is sent and noted afterwards: the return and the webhook both send one.

shopper #582: the check-then-act race of duplicate events, at the post office.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            """\
        if order.mailed or not self._orders.claim_mail(order):
            return
""",
            """\
        if order.mailed:
            return
""",
        ),
        Edit(
            "mail.py",
            "            self._orders.unclaim_mail(order)\n",
            """\
            return
        self._orders.claim_mail(order)
""",
        ),
    ),
    codes=("mail_not_as_ordered",),
    run=("scenarios/test_mail.py", "scenarios/test_races.py", "-k", "mail or double"),
)
