"""Ada@shop.example and ada@shop.example are two accounts: orders of one shopper are in two places, refunds in neither.

RFC 5321 lets the local part differ by case, and no provider of mail does; a classic of sign-up forms.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("users.py", '            "email": email.lower(),\n', '            "email": email,\n'),),
    cases=("test_one_account_per_address",),
    run=("contracts/test_access.py", "-k", "login or address"),
)
