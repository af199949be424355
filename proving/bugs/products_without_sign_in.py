"""Anybody may put products on sale: the operation does not ask who calls.

A missing check on one operation of many; the class "Broken Function Level Authorization" (OWASP API5:2023).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/products.py",
            "def create_product(shop: TheShop, _: Administrator, body: NewProduct) -> Product:",
            "def create_product(shop: TheShop, body: NewProduct) -> Product:",
        ),
    ),
    codes=("contract_ignored_auth",),
    cases=("test_requests[createProduct]",),
    run=("contracts/test_payment_api.py::test_requests",),
)
