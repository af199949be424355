"""Refunded orders are kept in memory under their id alone, because nothing happens to them any more: once its buyer
has read one, every signed-in shopper who has the id reads it, and a refund that fails later never shows. Like the
caches that mixed up users at Steam (December 2015) and ChatGPT (March 2023).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "orders.py",
            "        self._store, self._stock = store, stock\n",
            "        self._store, self._stock = store, stock\n        self._over: dict[str, Order] = {}\n",
        ),
        Edit(
            "orders.py",
            "        order = self.find(user_id, order_id)\n"
            "        if order is None:\n"
            '            raise not_found("order")\n'
            "        return order\n",
            "        order = self._over.get(order_id) or self.find(user_id, order_id)\n"
            "        if order is None:\n"
            '            raise not_found("order")\n'
            "        if order.status == REFUNDED:\n"
            "            self._over[order_id] = order\n"
            "        return order\n",
        ),
    ),
    cases=("test_an_order_that_was_looked_at_stays_its_owners[refunded]",),
    run=("scenarios/test_access.py", "-k", "looked_at"),
)
