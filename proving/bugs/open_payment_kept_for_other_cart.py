"""An open payment is answered again whatever the cart holds now: the page shows two units and charges one.

woocommerce-payments #6977: the intent of the first try, with its amount, paid for another cart. medusa #2736.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "payments.py",
            "if previous.state in (RESERVING, OPEN) and cart.lines == previous.lines:",
            "if previous.state in (RESERVING, OPEN):",
        ),
    ),
    cases=("test_two_tabs_pay_once",),
    run=("scenarios/test_cart_edges.py", "-k", "tabs or cheap"),
)
