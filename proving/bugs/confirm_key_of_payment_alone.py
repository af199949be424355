"""The idempotency key of a confirmation is the payment's id: the second card is answered with the first one's decline.

odoo #101243 (review): one key for different requests. Stripe refuses other parameters under it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            'key = operation_key("confirm", intent_id, intent.attempts, payment_method, return_url)',
            'key = operation_key("confirm", intent_id)',
        ),
    ),
    cases=("test_a_second_token_at_the_server",),
    run=("scenarios/test_second_card.py", "-k", "server"),
)
