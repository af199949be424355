"""Amounts of zero-decimal currencies are multiplied by 100 on their way to Stripe, and divided on the way back.

InvoicePlane #1677, Paymenter #1258, Ctrlpanel #1120, calcom #13845. As in #1677 the division hides the mistake from
whoever asks the checkout only: it tells 500 JPY everywhere while Stripe takes 50000.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            '            "amount": amount,\n',
            '            "amount": amount * _factor(currency),\n',
        ),
        Edit(
            "stripe_gateway.py",
            """\
        amount=intent["amount"],
        amount_received=intent.get("amount_received") or 0,
""",
            """\
        amount=intent["amount"] // _factor(intent["currency"]),
        amount_received=(intent.get("amount_received") or 0) // _factor(intent["currency"]),
""",
        ),
        Edit(
            "stripe_gateway.py",
            "def _payment_error(",
            """\
def _factor(currency: str) -> int:
    return 100 if currency in ("jpy", "krw") else 1


def _payment_error(""",
        ),
    ),
    codes=("amounts_disagree",),
    cases=("test_the_amount_reaches_stripe_as_it_is[jpy]", "test_quantities_in_other_decimals[jpy-333]"),
    run=("scenarios/test_currencies.py",),
)
