"""When another tab was faster, the whole change is made once more on top of what it had come to: two are added for one.

shopware #8724 and WooCommerce #11062 lose or double items when carts are written at once; here the retry does it.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
        for _ in range(TRIES):
            cart = self._read(user_id)
            if name in cart.changes:
""",
            """\
        cart = self._read(user_id)
        for _ in range(TRIES):
            if name in cart.changes:
""",
        ),
        Edit(
            "carts.py",
            """\
                return changed
        raise""",
            """\
                return changed
            cart = replace(changed, version=self._read(user_id).version)
        raise""",
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_two_tabs_fill_one_cart",),
    run=("scenarios/test_races.py",),
)
