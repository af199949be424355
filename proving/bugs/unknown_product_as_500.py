"""A product that is not there makes the checkout fall over: nobody asked whether something was found.

OSDI 2014 (Yuan et al.): the error path that was never run. An old link in a mail is enough.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "products.py",
            """\
        if item is None:
            raise not_found("product")
        return _product(item)
""",
            "        return _product(item)  # type: ignore[arg-type]\n",
        ),
        Edit("products.py", "from checkout.problems import not_found\n", ""),
    ),
    codes=("answer_not_documented",),
    cases=("test_an_unknown_product",),
    run=("scenarios/test_cart_edges.py", "-k", "unknown"),
)
