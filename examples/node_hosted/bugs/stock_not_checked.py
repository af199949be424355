"""The shop shows what is sold out, so the server does not look: two browsers with an old page buy the same unit."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "server.js",
            (
                "  if (lines.some(({ product, quantity }) => product.stock < quantity)) throw new "
                'Refusal(409, "Sold out.");\n'
            ),
            "",
        ),
    ),
    codes=("stock_negative",),
    run=("scenarios/test_races.py",),
)
