"""Something to buy: another one beside a first, and in a currency that the shop sells in."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.checkouts import NotOffered
from harness.core.history import History
from harness.shop.shop import Shop
from tests.harness.stub import Stub

ADAPTER = """
from harness.checkouts import Adapter, Payment, Product, Shopper

class Person(Shopper):
    def begin(self, **tampering):
        return Payment("pi_1")

class {name}(Adapter):
    people = Person
    {method}
"""
SELLS = "def put_on_sale(self, title, price, currency, stock): return title"
LISTS = "def catalogue(self): return [Product('tea', 500, 'usd'), Product('pot', 500, 'usd', 3)]"


def shop(stub: Stub, folder: Path, method: str, *currencies: str) -> Shop:
    """A shop whose adapter has this way to have products."""
    file = folder / "my_shop.py"
    file.write_text(ADAPTER.format(name="MyShop", method=method), "utf-8")
    stack = replace(stub.stack(), adapter=str(file), facts={"currencies": list(currencies)})
    return Shop(stack, History(), 7, "a test")


def test_another_one_has_another_price(stub: Stub, tmp_path: Path) -> None:
    opened = shop(stub, tmp_path, SELLS)
    tea = opened.product()
    pot = opened.product(other_than=tea)
    assert pot.id != tea.id
    assert pot.price != tea.price
    assert opened.product(price=700, other_than=tea).price == 700


def test_another_one_of_the_catalogue(stub: Stub, tmp_path: Path) -> None:
    opened = shop(stub, tmp_path, LISTS)
    tea = opened.product()
    assert (tea.id, opened.product(other_than=tea).id) == ("tea", "pot")
    with pytest.raises(NotOffered):
        opened.product(stock=4, other_than=tea)


def test_a_currency_that_the_shop_does_not_sell_in(stub: Stub, tmp_path: Path) -> None:
    opened = shop(stub, tmp_path, SELLS, "eur")
    assert opened.product().currency == "eur"
    with pytest.raises(NotOffered, match="selling in jpy"):
        opened.product(currency="jpy")


SHIPS = "\n    ".join([SELLS, "def extra(self, goods, currency): return 490 if currency == 'eur' else goods // 5"])


@pytest.mark.parametrize(
    ("most", "currency", "units", "price"),
    [(5999, "eur", 1, 5509), (49, "usd", 1, 41), (99_999_999, "usd", 9, 9_259_259)],
)
def test_the_highest_price_for_a_total(
    stub: Stub, tmp_path: Path, most: int, currency: str, units: int, price: int
) -> None:
    """With shipping, or a tax of 20 %, on top: one more would cost more."""
    opened = shop(stub, tmp_path, SHIPS)
    assert opened.price_for(most, currency, units) == price
    assert opened.total(price * units, currency) <= most < opened.total((price + 1) * units, currency)


def test_no_price_is_as_low_as_shipping_alone(stub: Stub, tmp_path: Path) -> None:
    with pytest.raises(NotOffered, match="a total of 50 eur"):
        shop(stub, tmp_path, SHIPS).price_for(50, "eur")
