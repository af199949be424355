"""The browser sends the price along with the items, and Stripe is asked for that one."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit("server.js", "async function begin({ items }) {", "async function begin({ items, price }) {"),
        Edit(
            "server.js",
            ("      line_items: lines.map(({ product, quantity }) => ({ price: product.priceId, quantity })),\n"),
            (
                "      line_items: lines.map(({ product, quantity }) => ({\n"
                "        price_data: { currency: product.currency, unit_amount: price ?? product.price, "
                "product: product.id },\n"
                "        quantity,\n"
                "      })),\n"
            ),
        ),
    ),
    codes=("unexpected_value",),
    run=("scenarios/test_cart_edges.py",),
)
