"""Registering keeps the capitals of the e-mail address while signing in looks for it in lower case: who registered as
Ada@shop.example can never sign in again, and one address can have several accounts. Kind: plain, for whoever's
phone writes a capital. Seen in saleor/saleor issue 11277, triggerdotdev/trigger.dev issue 1144.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "users.py",
            '            "email": email.lower(),\n            "user_id": f"usr_{uuid.uuid4().hex}",\n',
            '            "email": email,\n            "user_id": f"usr_{uuid.uuid4().hex}",\n',
        ),
    ),
    codes=("refused",),
    cases=("test_an_address_with_capitals",),
    run=("scenarios/test_access.py", "-k", "capitals"),
)
