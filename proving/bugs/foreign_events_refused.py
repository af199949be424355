"""An event about a payment that this shop did not make is answered 503 instead of being taken.

Harm: where two shops share one Stripe account Stripe repeats each foreign event for three days, warns the
operator and in the end disables the endpoint: then no payment makes an order. Shows at the webhook: a signed
payment_intent.succeeded with an unknown id. Sources: 3scale/porta #3086, woocommerce-gateway-stripe #1437 and
#1136.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            """\
        if intent is None:
            return  # not made by this shop
""",
            """\
        if intent is None:
            raise unavailable("unknown_payment", "There is no such payment (yet). Try again.")
""",
        ),
        Edit(
            "webhooks.py",
            "from checkout.problems import Problem\n",
            "from checkout.problems import Problem, unavailable\n",
        ),
    ),
    cases=("test_an_event_of_another_shop_is_acknowledged",),
    run=(
        "contracts/test_webhook_signatures.py",
        "-k",
        "another_shop",
    ),
)
