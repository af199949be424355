"""Who begins a payment a second time with another currency gets the open one, in the currency it has.

Harm: the page was switched to euros, says so, and the card is charged in dollars. Shows in the second
POST /api/payments/create-payment-intent with a currency that is not the cart's: 201/200 where 409 currency_mismatch is
promised. Sources: antiwork/gumroad #6437 and #6497 (intent and page of two currencies).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            if previous.state in (RESERVING, OPEN) and cart.lines == previous.lines:
                _check(cart, currency)
""",
            "            if previous.state in (RESERVING, OPEN) and cart.lines == previous.lines:\n",
        ),
    ),
    cases=("test_the_client_cannot_choose_the_currency",),
    run=(
        "contracts/test_currency_requests.py",
        "-k",
        "choose",
    ),
)
