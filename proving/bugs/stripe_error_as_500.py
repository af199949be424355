"""Only declines are handled; every other error of Stripe becomes a 500 without a word.

Yuan et al., OSDI 2014: 92 % of catastrophic failures come from non-fatal errors that were handled wrongly.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("stripe_gateway.py", "    except stripe.StripeError as error:", "    except stripe.CardError as error:"),
    ),
    cases=("test_a_lasting_outage[503]", "test_an_outage_while_confirming[connection_refused]"),
    run=("scenarios/test_stripe_outages.py",),
)
