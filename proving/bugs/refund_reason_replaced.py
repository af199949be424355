"""Whatever reason a refund is asked with, Stripe is told requested_by_customer.

Harm: a refund as `fraudulent` no longer puts card and address on Stripe's block lists
(docs.stripe.com/api/refunds/create, reason), and the shop's figures on fraud and duplicates are wrong. Shows at
Stripe: the refund's reason. Sources: frappe/press #2367, sellfino/Statamify #26 (reason not passed on).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            """\
        params.update({name: value for name, value in (("amount", amount), ("reason", reason)) if value is not None})
""",
            """\
        params.update({name: value for name, value in (("amount", amount),) if value is not None})
        params["reason"] = "requested_by_customer"
""",
        ),
    ),
    cases=("test_a_refund_with_a_reason",),
    run=(
        "contracts/test_refund_answers.py",
        "-k",
        "reason",
    ),
)
