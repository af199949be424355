"""Three-decimal currencies are sent as if they had two: a tenth of the price is charged.

The other half of the zero-decimal class (InvoicePlane #1677, Dolibarr #37650): a table of exceptions with a wrong row.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            "amount": amount,\n',
            '            "amount": amount // 10 if currency in ("bhd", "jod", "kwd", "omr", "tnd") else amount,\n',
        ),
    ),
    cases=("test_the_amount_reaches_stripe_as_it_is[kwd]", "test_quantities_in_other_decimals[kwd-1110]"),
    run=("scenarios/test_currencies.py",),
)
