"""A member that no page sends makes the cart cheaper: `discount`, in percent, added for a sale and never taken out.

OWASP API3:2023; ynnoj/next-stripe #16 and "arbitrary price" of Wang et al., IEEE S&P 2011, by another name.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            """\
    currency: Currency = ABSENT
    metadata: Metadata""",
            """\
    currency: Currency = ABSENT
    discount: SkipJsonSchema[Quantity] = ABSENT
    metadata: Metadata""",
        ),
        Edit("api/payments.py", "body.currency, body.metadata)", "body.currency, body.metadata, body.discount)"),
        Edit(
            "payments.py",
            "def create(self, caller: Caller, currency: str | None, metadata: dict[str, str]) -> Payment:",
            """\
def create(
        self, caller: Caller, currency: str | None, metadata: dict[str, str], discount: int | None = None
    ) -> Payment:""",
        ),
        Edit(
            "payments.py",
            "cart = self._carts.get(caller.user_id)\n",
            "cart = replace(self._carts.get(caller.user_id), discount=discount or 0)\n",
        ),
        Edit(
            "payments.py",
            "import logging\n",
            """\
import logging
from dataclasses import replace
""",
        ),
        Edit(
            "carts.py",
            "    stock: dict[str, int]\n",
            """\
    stock: dict[str, int]
    discount: int = 0
""",
        ),
        Edit("carts.py", "return total(self.lines)", "return total(self.lines) * (100 - self.discount) // 100"),
    ),
    codes=("hidden_input",),
    cases=("test_hidden_names_change_nothing[begins to pay]",),
    run=("scenarios/hidden_inputs", "-k", "lists or cart or begins"),
)
