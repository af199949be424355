"""Shops that tell less than others: guests whom no request names, orders without lines, orders that nobody paid."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness import NotOffered, Order, Product, Refused
from harness.core.exchange import Exchange
from scenarios.outages import Requests, filling
from scenarios.test_races import race
from scenarios.test_tampering import Cheater

TEA = Product("tea", 450, "eur", 2)


class Somebody:
    """A shopper of a shop with these features; who `begins` may be refused."""

    key, email = "", "ada@shop.example"

    def __init__(self, *features: str, refuses: bool = False) -> None:
        self.features, self.refuses, self.basket = features, refuses, 0

    def offers(self, feature: str) -> bool:
        return feature in self.features

    def add(self, _: Product, units: int = 1) -> None:
        self.basket += units

    def begin(self) -> None:
        if self.refuses:
            raise Refused("begin", "Bob", Exchange("POST", "/pay", {}, "", 400, {}, "no more than ten", 1.0))


def shop(*guests: Somebody, **facts: Any) -> Any:
    """Where tea is sold, with what each next guest does."""
    people = iter(guests)
    return SimpleNamespace(
        product=lambda **_: TEA,
        shopper=lambda _: next(people),
        cost=lambda product, units: product.price * units + 390,
        counts=lambda _: False,
        stock=lambda _: 0,
        facts=SimpleNamespace(shopper_key="", **facts),
    )


def test_a_guest_is_known_by_how_much_is_bought() -> None:
    ada = Somebody()
    wanted = filling(shop(Somebody()), ada, 17)  # type: ignore[arg-type]
    assert (wanted.units, ada.basket) == (17, 17)
    assert Requests("/v1/payment_intents", "amount=8040") in wanted.requests
    assert Requests("/v1/checkout/sessions", "[quantity]=17") in wanted.requests


def test_somebody_with_an_account_is_known_by_it() -> None:
    ada = Somebody("sign_up")
    wanted = filling(shop(), ada, 17)  # type: ignore[arg-type]
    assert (wanted.units, wanted.requests) == (1, [Requests("/v1/*", "ada%40shop.example")])


def test_a_shop_that_sells_nobody_so_much_is_not_asked() -> None:
    with pytest.raises(NotOffered, match="17 units"):
        filling(shop(Somebody(refuses=True)), Somebody(), 17)  # type: ignore[arg-type]


def test_orders_without_lines_are_of_what_was_in_the_cart() -> None:
    cheater = Cheater(shop(stock="taken"), TEA, TEA)
    assert cheater._gone({}, {"tea": 2}) == {"tea": 2}
    with pytest.raises(NotOffered, match="lines"):
        cheater._gone({}, {})


def test_who_was_too_late_may_be_told_an_order_that_was_given_back() -> None:
    """Two race for one unit: the other one's money went back, and the shop says so on coming back."""
    told = iter(["paid", "refunded"])

    class Racer(Somebody):
        def confirm(self, *_: object) -> Order:
            return Order("o", "pi", next(told), 450, "eur")

    race(shop(), Product("tea", 450, "eur", 1), [Racer("confirm"), Racer("confirm")])  # type: ignore[list-item]
