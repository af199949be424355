"""Each visit to the payment page makes a PaymentIntent, and nobody looks for the one that the cart has already.

OrchardCore.Commerce #407, medusa #2736, woocommerce-payments #4858: several intents for a session, each can be paid.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "previous = self._intents.find(cart.cart.open_intent) if cart.cart.open_intent else None",
            "previous: Intent | None = None",
        ),
    ),
    cases=("test_two_tabs_pay_once",),
    run=("scenarios/test_cart_edges.py", "-k", "tabs"),
)
