"""Every settlement mails the confirmation: nobody notes that it was sent.

The mildest double effect of a duplicate event (shopper #582), and the one that shoppers notice first.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("mail.py", "        if order.mailed or not self._orders.claim_mail(order):\n            return\n", ""),
    ),
    cases=("test_repetitions_send_no_second_mail",),
    run=("scenarios/test_mail.py",),
)
