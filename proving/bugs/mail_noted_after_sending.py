"""Whether the mail was sent is asked before it is sent and noted afterwards: the return and the webhook both send one.

shopper #582: the check-then-act race of duplicate events, at the post office.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            """\
            if alone:
                self._send_once(order)
""",
            "            self._send_once(order)\n",
        ),
        Edit(
            "mail.py",
            """\
        if self._orders.claim_mail(order, claim) and not self._sent(order):
            self._orders.unclaim_mail(order)
        else:
            del self._claims[order.order_id]
""",
            """\
        if self._sent(order):
            self._orders.claim_mail(order, claim)
        self._claims.pop(order.order_id, None)
""",
        ),
    ),
    codes=("mail_not_as_ordered",),
    run=("scenarios/test_mail.py", "scenarios/test_races.py", "-k", "mail or double"),
)
