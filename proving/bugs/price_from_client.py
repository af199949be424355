"""The browser may say what it wants to pay: `amount` in the request wins over the cart's total.

ynnoj/next-stripe #16, SecureBananaLabs #4421, payloadcms #17921 (a pull request that would have added it), and the
"arbitrary price" of Wang et al., IEEE S&P 2011. The member is in no description, as such members are: it was added
for a back office. The shop then believes itself: order and payment agree.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            "    currency: Currency = ABSENT\n    metadata: Metadata",
            "    currency: Currency = ABSENT\n    amount: SkipJsonSchema[Price] = ABSENT\n    metadata: Metadata",
        ),
        Edit("api/payments.py", "body.currency, body.metadata)", "body.currency, body.metadata, body.amount)"),
        Edit(
            "payments.py",
            "def create(self, caller: Caller, currency: str | None, metadata: dict[str, str]) -> Payment:",
            "def create(\n"
            "        self, caller: Caller, currency: str | None, metadata: dict[str, str], amount: int | None = None\n"
            "    ) -> Payment:",
        ),
        Edit(
            "payments.py",
            "cart = self._carts.get(caller.user_id)\n",
            "cart = replace(self._carts.get(caller.user_id), asked=amount)\n",
        ),
        Edit("payments.py", "import logging\n", "import logging\nfrom dataclasses import replace\n"),
        Edit("carts.py", "    stock: dict[str, int]\n", "    stock: dict[str, int]\n    asked: int | None = None\n"),
        Edit("carts.py", "return total(self.lines)", "return self.asked or total(self.lines)"),
    ),
    cases=("test_the_client_cannot_choose_the_amount[amount-4999]",),
    run=("scenarios/test_cart_edges.py", "contracts/test_cart_requests.py"),
)
