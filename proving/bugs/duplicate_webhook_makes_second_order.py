"""Orders have ids of their own, and "is there one already?" is asked before one is written: a race makes two.

medusa #13301, #2341, #2948, craftcms/commerce #1511, shopper #582: the webhook and the browser's return, or one
webhook delivered twice, look at the same time, find nothing, and both write.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("orders.py", '"order_id": order_id_of(intent.payment_intent_id),', '"order_id": f"ord_{uuid4().hex}",'),
        Edit("orders.py", "from typing import Any\n", "from typing import Any\nfrom uuid import uuid4\n"),
        Edit(
            "orders.py",
            "return self.find(intent.user_id, order_id_of(intent.payment_intent_id))",
            "mine = self.of_user(intent.user_id)\n"
            "        return next((one for one in mine if one.payment_intent_id == intent.payment_intent_id), None)",
        ),
    ),
    codes=("ordered_twice",),
    cases=("test_races.py",),
    run=("scenarios/test_races.py", "scenarios/test_webhooks.py"),
)
