"""Every settlement mails the confirmation: nobody notes that it was sent.

The mildest double effect of a duplicate event (shopper #582), and the one that shoppers notice first.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("mail.py", "        if order.mailed and order.order_id not in self._claims:\n            return\n", ""),
        Edit(
            "mail.py",
            "if self._orders.claim_mail(order, claim) and not self._sent(order):",
            "if not self._sent(order):",
        ),
    ),
    cases=("test_repetitions_send_no_second_mail",),
    run=("scenarios/test_mail.py",),
)
