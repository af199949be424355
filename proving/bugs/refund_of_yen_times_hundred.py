"""A part of a refund is multiplied by 100 in currencies without decimals: 100 yen are asked back, 10000 are refused.

Dolibarr #37650, Paymenter #1258: the factor was mended where money is taken and not where it is given back.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            'for name, value in (("amount", amount), ("reason", reason))',
            'for name, value in (("amount", self._minor(intent_id, amount)), ("reason", reason))',
        ),
        Edit(
            "stripe_gateway.py",
            "    def refunds(self, intent_id: str)",
            """\
    def _minor(self, intent_id: str, amount: int | None) -> int | None:
        return amount * 100 if amount and self.retrieve(intent_id).currency in ("jpy", "krw") else amount

    def refunds(self, intent_id: str)""",
        ),
    ),
    cases=("test_refunds_in_other_currencies[jpy",),
    run=("scenarios/test_currencies.py", "-k", "refunds"),
)
