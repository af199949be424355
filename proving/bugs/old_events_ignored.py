"""An event that was made more than five minutes ago is dropped and acknowledged, as the signature's age is checked.

Stripe repeats for three days (docs.stripe.com/webhooks#retries): after an outage of the shop no order is ever made.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "webhooks.py",
            "        kind, subject = _read(event)\n",
            """\
        kind, subject = _read(event)
        if time.time() - event.get("created", 0) > 300:
            return
""",
        ),
        Edit(
            "webhooks.py",
            "import re\n",
            """\
import re
import time
""",
        ),
    ),
    cases=("test_news_of_three_days_ago_settles",),
    run=("contracts/test_webhook_deliveries.py", "-k", "three_days"),
)
