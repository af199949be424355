"""The handler that begins a payment is `async`, and asks Stripe with the SDK's blocking call: while one shopper waits
for Stripe, nobody is answered.

FastAPI's documentation, "Concurrency and async / await": a handler that calls what does not support `await` is to be
declared with `def`. stripe-python has `create_async` beside `create`.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("api/payments.py", "def create_payment_intent(", "async def create_payment_intent("),),
    codes=("others_wait",),
    cases=("test_others_are_served[beginning to pay]", "test_others_are_served_while_stripe_is_slow"),
    run=("scenarios/faults/test_silence.py",),
)
