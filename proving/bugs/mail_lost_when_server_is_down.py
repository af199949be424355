"""A mail that could not be sent counts as sent: when the mail server was down for a minute, nobody hears of the order.

The note is made first and not taken back; Hi.Events #598 left states behind in the same way.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            """\
        if self._orders.claim_mail(order, claim) and not self._sent(order):
            self._orders.unclaim_mail(order)
        else:
            del self._claims[order.order_id]
""",
            """\
        if self._orders.claim_mail(order, claim):
            self._sent(order)
        del self._claims[order.order_id]
""",
        ),
    ),
    codes=("mail_missing",),
    run=("scenarios/faults/test_sweep.py", "--deep", "-k", "from_each_call_on and never and before"),
)
