"""The day is part of the idempotency keys, "so that they do not grow old": at midnight a retry is a new operation.

woocommerce-gateway-stripe #3912: a retry that makes a second payment; this one does at one hour alone.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            "digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()",
            "digest = hashlib.sha256(json.dumps((*parts, date.today()), sort_keys=True, "
            "default=str).encode()).hexdigest()",
        ),
        Edit(
            "stripe_gateway.py",
            "from dataclasses import dataclass, field\n",
            """\
from dataclasses import dataclass, field
from datetime import date
""",
        ),
    ),
    codes=("charged_twice",),
    run=("scenarios/test_stripe_outages.py", "-k", "lost"),
    caught=False,
    reason="the checkout's clock is not moved between a call and its retry",
)
