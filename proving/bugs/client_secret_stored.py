"""The client secret is kept beside the payment, "so that the page can be shown again without asking Stripe".

It must not be stored or logged, says docs.stripe.com/api/payment_intents/object (client_secret): a copy of the table
is then enough to see and to confirm every open payment.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("intents.py", "    attempts: int = 0\n", '    attempts: int = 0\n    client_secret: str = ""\n'),
        Edit(
            "payments.py",
            "payment.currency, cart.lines)",
            "payment.currency, cart.lines, client_secret=payment.client_secret)",
        ),
    ),
    codes=("secret_in_tables",),
    run=("scenarios/test_mail.py",),
)
