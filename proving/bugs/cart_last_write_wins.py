"""A cart is read, changed and written whole, whoever wrote meanwhile: what another tab put into it is gone.

shopware #8724, slatwall #5169; the lost update of Warszawski and Bailis, SIGMOD 2017.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            'return self._store.put("carts", item, "version = :v", v=old.version)',
            'return self._store.put("carts", item, "attribute_exists(user_id)")',
        ),
        Edit(
            "carts.py",
            'return self._store.put("carts", item, "attribute_not_exists(user_id)")',
            'return self._store.put("carts", item, "attribute_exists(user_id) OR attribute_not_exists(user_id)")',
        ),
    ),
    codes=("cart_not_as_put",),
    cases=("test_two_tabs_fill_one_cart",),
    run=("scenarios/test_races.py",),
)
