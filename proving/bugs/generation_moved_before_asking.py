"""The number that tells one payment from the next moves on before Stripe has answered: each retry has a new key.

woocommerce-gateway-stripe #3912: network retries made several payments of one order. The first one is nobody's.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            """\
            return self._gateway.create(cart.total, str(cart.currency), sent, key)
        except Problem as problem:
            if problem.status == 502 and problem.code in OUTAGE_CODES:
                self._carts.next_generation(cart.cart)  # Stripe repeats a stored 500 under the same key for a day
            raise
""",
            """\
            return self._gateway.create(cart.total, str(cart.currency), sent, key)
        except Problem:
            self._carts.next_generation(cart.cart)
            raise
""",
        ),
    ),
    cases=("test_a_lost_answer_while_creating[9]",),
    run=("scenarios/test_stripe_outages.py", "-k", "creating or lasting"),
)
