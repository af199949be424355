"""A webhook that could not be settled is answered with 200, so Stripe never sends it again.

Hi.Events #598: 204 while the order stayed reserved; nothing healed it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("webhooks.py", "            if problem.status >= 500:\n                raise\n", ""),),
    cases=("test_an_outage_while_a_webhook_settles",),
    run=("scenarios/test_stripe_outages.py",),
)
