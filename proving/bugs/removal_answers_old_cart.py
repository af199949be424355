"""Taking a product out answers with the cart as it was before, the removed line and the old total in it.

Harm: the shopper sees the thing still there, and the total too high; who presses again gets a 404. Shows in the
answer of DELETE /api/cart/items/{id}; the next GET is right. Source: state read before the write; opencart #1577
(the cart that another window still shows).
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "carts.py",
            """\
        return self._priced(self._change(user_id, without))

    def open_intent""",
            """\
        cart = self.get(user_id)
        self._change(user_id, without)
        return cart

    def open_intent""",
        ),
    ),
    codes=("cart_answer_old",),
    cases=("test_a_change_is_about_one_product",),
    run=(
        "scenarios/test_cart_edges.py",
        "-k",
        "change",
    ),
)
