"""Whose order it is, is told to who asks for another's: "this order belongs to ...", with the address.

craftcms/commerce #1364 showed other people's orders by URL; OWASP API3:2023, excessive data in an error.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            """\
        order = self.find(user_id, order_id)
        if order is None:
            raise not_found("order")
""",
            """\
        order = self.find(user_id, order_id)
        if order is None:
            for item in self._store.scan("orders"):
                if item["order_id"] == order_id:
                    raise Problem(404, "not_found", f"This order belongs to {item['email']}.")
            raise not_found("order")
""",
        ),
        Edit(
            "orders.py",
            "from checkout.problems import not_found\n",
            "from checkout.problems import Problem, not_found\n",
        ),
    ),
    codes=("others_data_shown",),
    run=("scenarios/test_access.py", "contracts/test_ownership.py", "-k", "order"),
)
