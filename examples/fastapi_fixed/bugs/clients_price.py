"""The amount comes with the request, as the cart's page computed it."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "app.py",
            ("async def begin(user: SignedIn) -> dict:\n    return payments.shown(await payments.begin(user))\n"),
            (
                "async def begin(user: SignedIn, body: dict) -> dict:\n"
                '    return payments.shown(await payments.begin(user, body.get("amount")))\n'
            ),
        ),
        Edit(
            "payments.py",
            "async def begin(user: User) -> Order:",
            "async def begin(user: User, told: int | None = None) -> Order:",
        ),
        Edit(
            "payments.py",
            "        amount = sum(quantity * price for _, quantity, price in lines)\n        order =",
            ("        amount = told or sum(quantity * price for _, quantity, price in lines)\n        order ="),
        ),
    ),
    codes=("unexpected_value",),
    run=("scenarios/test_cart_edges.py",),
)
