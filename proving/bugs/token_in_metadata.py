"""The shopper's bearer token travels in the payment's metadata, so that the webhook can act in her name.

Nothing sensitive belongs there (docs.stripe.com/api/metadata): whoever sees the Dashboard can pay as her.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/payments.py",
            "    payment = shop.payments.create(caller, body.currency, body.metadata)\n",
            """\
    metadata = {**body.metadata, "session": shop.tokens.issue(caller)}
    payment = shop.payments.create(caller, body.currency, metadata)
""",
        ),
    ),
    codes=("secret_in_metadata",),
    run=("scenarios/test_access.py", "-k", "signs or administrator"),
)
