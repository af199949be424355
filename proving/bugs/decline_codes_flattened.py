"""Every decline is told as card_declined / generic_decline, whatever Stripe said: an expired card, a wrong CVC, no
funds.

Harm: the shopper is not told what to mend, tries the same card again and gives up; Stripe's advice by decline
code (docs.stripe.com/declines/codes) cannot be followed. Shows in code and decline_code of the 402 of
confirm-payment. Source: that document (codes beside messages); no report of its own.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_errors.py",
            '    decline_code = getattr(error.error, "decline_code", None) if error.error else None\n',
            "",
        ),
        Edit(
            "stripe_errors.py",
            """\
    return Problem(402, error.code or "card_declined", detail, decline_code=decline_code)
""",
            '    return Problem(402, "card_declined", detail, decline_code="generic_decline")\n',
        ),
    ),
    cases=("test_a_declined_token_buys_nothing",),
    run=(
        "scenarios/test_declines.py",
        "-k",
        "token",
    ),
)
