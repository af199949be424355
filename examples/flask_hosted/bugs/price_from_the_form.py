"""The unit's price comes along in the form of the cart page, "so that discounts work", and is believed."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "shop.py",
            '"unit_amount": line["price"],',
            '"unit_amount": int(request.form.get("price") or line["price"]),',
        ),
    ),
    codes=("amounts_disagree",),
    run=("scenarios/test_cart_edges.py",),
)
