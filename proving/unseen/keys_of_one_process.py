"""Idempotency keys are made with Python's hash(), which every process salts anew: after a restart the key is another one.

Harm: a refund or a payment whose answer was lost is repeated after a restart, or by the other instance behind the
balancer, as a new operation: paid back twice. Shows at Stripe: the same call before and after a restart of the checkout
carries two keys. Sources: PYTHONHASHSEED in Python's documentation; frappe/payments #240's review (no stable key).
"""

from proving.bugs import Bug, Edit

GROUP = "subtle"

BUG = Bug(
    edits=(
        Edit(
            "stripe_gateway.py",
            """\
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    return f"checkout-{kind}-{digest[:40]}"
""",
            """\
    return f"checkout-{kind}-{hash(json.dumps(parts, sort_keys=True, default=str)) % 2**64:016x}"
""",
        ),
    ),
    cases=("test_",),
    run=(),
)
