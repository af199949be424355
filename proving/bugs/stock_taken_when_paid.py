"""Nothing is held while somebody pays: the units are taken when the money is there, and then there may be none.

Two shoppers pay for the last piece. shopware #11245, SimplCommerce CVE-2024-53476: sold, paid, and not there.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "if not reserved and not all(self._stock.reserve(payment.id, line) for line in intent.lines):",
            "if any(line.quantity > cart.stock[line.product_id] for line in intent.lines):",
        ),
        Edit(
            "stock.py",
            """\
            "REMOVE reservations.#i",
            "attribute_exists(reservations.#i)",
            names={"i": intent_id},
        )""",
            """\
            "SET stock = stock - :q, reservations.#i = :q",
            "attribute_not_exists(reservations.#i)",
            names={"i": intent_id},
            q=line.quantity,
        )""",
        ),
    ),
    cases=("test_two_shoppers_and_the_last_piece",),
    run=("scenarios/test_races.py", "-k", "shoppers"),
)
