"""The refund's answer and the refund's webhook both put the goods back: nothing notes that it was done.

The stock's side of woocommerce-gateway-stripe #838 and shopper #582: one refund, told twice, restocks twice.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            '"version = :now AND restocked = :before AND refund_round = :this",',
            '"version >= :zero AND refund_round = :this",',
        ),
        Edit(
            "orders.py",
            "            now=order.version,\n            before=order.restocked,\n",
            "            zero=0,\n",
        ),
        Edit(
            "refunds.py",
            "            if (order.amount_refunded, order.restocked) == (refunded, restock) and not next_round:\n",
            "            if refunded == 0:\n",
        ),
        Edit(
            "orders.py",
            "moves = [] if restock == order.restocked else [self._goods(line, restock) for line in order.items]",
            "moves = [self._goods(line, True) for line in order.items] if restock else []",
        ),
    ),
    codes=("oversold",),
    cases=("test_a_full_refund", "test_the_refund_webhook_again"),
    run=("scenarios/test_refunds.py",),
)
