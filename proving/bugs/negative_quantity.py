"""A cart takes any whole number: minus two units make the rest of the cart cheaper.

The class of negative quantities told of nopCommerce and Shopizer (from secondary sources).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "schemas.py",
            "Quantity = Annotated[int, Field(ge=1, le=99), WHOLE]",
            "Quantity = Annotated[int, Field(le=99), WHOLE]",
        ),
    ),
    codes=("contract_negative_data_rejection",),
    cases=(
        "test_a_nonsense_quantity_is_refused[-1]",
        "test_a_nonsense_change_is_refused[-1]",
        "test_requests[addCartItem]",
    ),
    run=("contracts/test_cart_requests.py", "contracts/test_payment_api.py::test_requests"),
)
