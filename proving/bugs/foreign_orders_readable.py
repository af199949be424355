"""Whoever knows an order's id may read it: the order is looked up by its id alone.

craftcms/commerce #1364; OWASP API1:2023, Broken Object Level Authorization.
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
        return order
""",
            """\
        for item in self._store.scan("orders"):
            if item["order_id"] == order_id:
                return _order(item)
        raise not_found("order")
""",
        ),
    ),
    cases=("test_another_shoppers_things_are_not_there[getOrder]",),
    run=("scenarios/test_access.py", "contracts/test_ownership.py", "-k", "order"),
)
