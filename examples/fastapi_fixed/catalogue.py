"""What is sold: e-books, at fixed prices in minor units. Nobody counts copies of a file."""

from typing import NamedTuple


class Book(NamedTuple):
    title: str
    price: int
    currency: str


BOOKS = {
    "cooking": Book("Cooking with three pans", 1999, "eur"),
    "knots": Book("Forty knots", 499, "eur"),
    "trains": Book("Night trains", 2450, "usd"),
    "manga": Book("Drawing manga", 1800, "jpy"),
}
