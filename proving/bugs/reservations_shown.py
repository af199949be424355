"""The catalogue shows each product as it is stored: with the ids of the payments that hold units of it.

OWASP API3:2023, Broken Object Property Level Authorization: the whole row goes out, and a visitor reads of others.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "products.py",
            "    created_at: int\n\n",
            """\
    created_at: int
    reservations: dict[str, int]

""",
        ),
        Edit("products.py", "price, currency, stock, time.time_ns())", "price, currency, stock, time.time_ns(), {})"),
        Edit(
            "products.py",
            '        item = {**asdict(product), "reservations": {}}\n',
            "        item = asdict(product)\n",
        ),
        Edit(
            "products.py",
            'item["product_id"], item["title"], item["price"], item["currency"], item["stock"], item["created_at"]\n',
            """\
item["product_id"],
        item["title"],
        item["price"],
        item["currency"],
        item["stock"],
        item["created_at"],
        item["reservations"],
""",
        ),
        Edit(
            "schemas.py",
            """\
    currency: str
    stock: int
""",
            """\
    currency: str
    stock: int
    reservations: dict[str, int] = {}
""",
        ),
    ),
    codes=("drift:response_property_added",),
    cases=("test_drift.py",),
    run=("contracts/test_drift.py",),
)
