"""Stripe refuses to refund a disputed charge, and the order says refunded all the same: its goods are sold again.

getlago/lago-api #6257, woocommerce-payments #7557.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "refunds.py",
            "        except Problem as problem:\n            if problem.status != 503:",
            '        except Problem as problem:\n            if problem.code == "charge_disputed":\n'
            "                self._orders.reflect(order, order.amount, restock=True, next_round=False)\n"
            "            if problem.status != 503:",
        ),
    ),
    codes=("unexpected_value", "refund_without_money"),
    cases=("test_a_refund_of_a_disputed_payment",),
    run=("scenarios/test_refunds.py",),
)
