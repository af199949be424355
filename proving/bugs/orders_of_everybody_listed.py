"""The list of orders is everybody's: a scan of the table in which the condition on the shopper was forgotten.

WooCommerce #15096: new customers saw other people's orders; OWASP API1:2023, Broken Object Level Authorization.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            'for item in self._store.query("orders", "user_id", user_id)]',
            'for item in self._store.scan("orders")]',
        ),
    ),
    codes=("others_data_shown",),
    cases=("test_another_users_order_cannot_be_seen",),
    run=("scenarios/test_access.py", "-k", "order"),
)
