"""An order can be looked up by its payment's id as well, and there nobody asks whose it is.

Harm: anybody with an account who knows a pi_ id (it is in addresses of success pages, in mails of Stripe and in support
tickets) reads the order of a stranger. Shows in GET /api/orders/pi_... with another shopper's token: 200 where 404 is
promised. Sources: OWASP API1:2023, anomalyco/opencode #28395 (receipt by payment id), dotnet/eShop #996.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            """\
        order = self.find(user_id, order_id)
        if order is None:
""",
            """\
        order = self.find(user_id, order_id)
        if order is None and order_id.startswith("pi_"):
            items = self._store.scan("orders")
            order = next((_order(item) for item in items if item["payment_intent_id"] == order_id), None)
        if order is None:
""",
        ),
    ),
    cases=("test_another_users_order_cannot_be_seen",),
    run=(
        "scenarios/test_access.py",
        "-k",
        "order",
    ),
)
