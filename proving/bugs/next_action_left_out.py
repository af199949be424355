"""A payment that needs a challenge is answered without next_action, so nobody can pass it.

Harm: every shopper whose bank wants 3D Secure is stuck in requires_action: the sale is lost and the goods stay
reserved. Shows in POST /api/payments/confirm-payment with a 3DS card: status requires_action, no next_action.
Source: odoo #79663 (stuck after 3DS).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/payments.py",
            '            "next_action": settled.payment.next_action,\n',
            '            "next_action": None,\n',
        ),
    ),
    cases=("test_a_token_that_waits_is_told_as_such",),
    run=("contracts/test_challenge_answers.py",),
)
