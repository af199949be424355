"""Only the first page of Stripe's list of refunds is added up: ten.

Harm: from the eleventh partial refund on the order shows too little given back, never becomes `refunded`, and its goods
never return. Shows in amount_refunded of GET /api/orders after eleven refunds. Sources: dj-stripe #1783/#1788
(auto_paging_iter), docs.stripe.com/api/pagination (limit 10).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            """\
            page = self._client.v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            return [_refund(refund.to_dict()) for refund in page.auto_paging_iter()]
""",
            """\
            page = self._client.v1.refunds.list({"payment_intent": intent_id})
            return [_refund(refund.to_dict()) for refund in page.data]
""",
        ),
    ),
    cases=("test_more_parts_than_a_page",),
    run=(
        "scenarios/test_refunds.py",
        "-k",
        "parts",
    ),
)
