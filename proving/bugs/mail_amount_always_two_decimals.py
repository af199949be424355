"""The mail writes every amount with two decimals: 500 yen are told as 5.00, and 12.340 dinars as 123.40.

InvoicePlane #1677, Paymenter #1258 and calcom #13845: one currency in mind, here on paper only. The charge is right.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "money.py",
            """\
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2
""",
            "    return 2\n",
        ),
    ),
    codes=("mail_not_as_ordered",),
    cases=("test_quantities_in_other_decimals",),
    run=("scenarios/test_currencies.py", "-k", "decimals or minimum_can"),
)
