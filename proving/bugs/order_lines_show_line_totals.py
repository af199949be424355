"""The lines of an order tell what the whole line cost as the price of one unit.

Harm: a shopper who bought three reads three times the price, and whoever adds up price times quantity (invoice, tax)
gets another amount than was paid. Shows in GET /api/orders and /api/orders/{id} for quantities above one.
Source: no report of its own; a mutant of the kind "wrong value of the right type" (unit price, line price).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/orders.py",
            '"items": [line.to_item() for line in order.items]',
            """\
"items": [{**line.to_item(), "price": line.price * line.quantity} for line in order.items]""",
        ),
    ),
    codes=("amounts_disagree",),
    cases=("test_a_full_refund",),
    run=(
        "scenarios/test_refunds.py",
        "-k",
        "full_refund",
    ),
)
