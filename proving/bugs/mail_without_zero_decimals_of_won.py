"""The table of currencies without decimals lacks one: the mail tells 5000 won as 50.00.

moodle-paygw_stripe #2, Dolibarr #37650: tables of exceptions that were typed by hand.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("money.py", '"krw", ', ""),),
    codes=("mail_not_as_ordered",),
    cases=("test_currencies",),
    run=("scenarios/test_currencies.py", "-k", "krw or quantities or amount"),
)
