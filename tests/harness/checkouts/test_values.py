"""Plain values: a cart of mere lines, and a refusal of one status or several."""

from harness.checkouts import Cart, Line, Refusal


def test_a_cart_may_be_told_by_its_lines() -> None:
    lines = (Line("tea", 2, 500), Line("pot", 1))
    cart = Cart.of(iter(lines))
    assert (cart.lines, cart.total, cart.currency) == (lines, None, None)
    assert Cart.of(cart) is cart
    assert cart.quantities() == {"tea": 2, "pot": 1}


def test_a_refusal_has_one_status_or_several() -> None:
    assert Refusal(402).statuses == (402,)
    assert Refusal((409, 503), "busy").statuses == (409, 503)
