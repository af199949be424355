"""A refund fails late, and its goods are sold to somebody else already: the order keeps saying `refunded`.

Harm: the shopper has neither goods nor money and reads that the money was returned; Stripe's news is answered 503
for days. Shows: stock 1, buy, refund (pending), another shopper buys, refund.failed arrives: 503, amount_refunded
unchanged. Source: the unprocessed failure events of woocommerce-gateway-stripe #5697.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            """\
            if attempt == TRIES - 1 and order.restocked and not restock:
                restock = True  # a refund failed late and the goods are sold to others: only the money is told
                LOG.error(
                    "the units of %s were returned to the stock and sold again; its refund failed", order.order_id
                )
""",
            "",
        ),
        Edit(
            "refunds.py",
            "        for attempt in range(TRIES):\n",
            "        for _ in range(TRIES):\n",
        ),
    ),
    cases=("test_a_refund_fails_when_its_goods_are_sold_again",),
    run=(
        "contracts/test_webhook_deliveries.py",
        "-k",
        "sold_again",
    ),
)
