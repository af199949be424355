"""A call that fails is made again at once, twenty times in a row, and the SDK repeats each of them: 60 calls a click.

gumroad #6956 and #6500: more retries instead of waiting. A Stripe that is down is hammered, and the shopper waits.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            return self._gateway.create(cart.total, str(cart.currency), sent, key)
        except Problem as problem:
""",
            """\
            for _ in range(19):
                try:
                    return self._gateway.create(cart.total, str(cart.currency), sent, key)
                except Problem as problem:
                    if problem.status != 503:
                        raise
            return self._gateway.create(cart.total, str(cart.currency), sent, key)
        except Problem as problem:
""",
        ),
    ),
    cases=("test_a_lasting_outage",),
    run=("scenarios/test_stripe_outages.py", "-k", "lasting and refused"),
)
