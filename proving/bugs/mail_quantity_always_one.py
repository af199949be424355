"""The mail says "1 x" for whatever quantity was bought: the template was written with one.

A plausible mistake; no report of it is cited here. The shopper believes that six units were lost, and asks for money.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("mail.py", 'f"{line.quantity} x {line.title}: {price}"', 'f"1 x {line.title}: {price}"'),),
    codes=("mail_not_as_ordered",),
    cases=("test_quantity_multiplies_the_amount",),
    run=("scenarios/test_success_cards.py", "-k", "quantity or several"),
)
