"""No error came from the confirmation, so it is paid: a payment for which the bank still wants to see the shopper,
too.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            ('    if intent.status == "requires_action":\n        return {"status": intent.status, "order": None}\n'),
            "",
        ),
        Edit(
            "payments.py",
            ('    if intent.status != "succeeded":\n        return {"status": intent.status, "order": None}\n'),
            (
                '    if intent.status not in ("succeeded", "requires_action"):\n'
                '        return {"status": intent.status, "order": None}\n'
            ),
        ),
    ),
    codes=("order_without_money",),
    run=("--quick", "scenarios/test_three_d_secure.py"),
)
