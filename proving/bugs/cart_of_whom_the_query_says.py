"""A query parameter says whose cart it is, for the support's pages, and nobody asks whether the caller is support.

OWASP API1:2023 and API3:2023; magento2 #35037: customers saw other customers' data.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "api/cart.py",
            "def get_cart(shop: TheShop, caller: TheCaller) -> Cart:",
            "def get_cart(shop: TheShop, caller: TheCaller, request: Request) -> Cart:",
        ),
        Edit(
            "api/cart.py",
            "    return _public(shop.carts.get(caller.user_id))\n",
            '    return _public(shop.carts.get(request.query_params.get("user_id", caller.user_id)))\n',
        ),
        Edit("api/cart.py", "from fastapi import APIRouter\n", "from fastapi import APIRouter, Request\n"),
    ),
    codes=("hidden_input",),
    cases=("test_hidden_names_change_nothing[looks at the cart]",),
    run=("scenarios/hidden_inputs", "-k", "lists or cart or begins"),
)
