"""Carts, orders and mails tell the title of a product as it was written, whatever its letters are."""

import html
import unicodedata
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import facts, snapshots

TITLE_MANGLED = FailureCode(
    code="title_mangled",
    severity="normal",
    title="A product's title is not told as it was written",
    meaning="A cart, an order or a mail names a product by its title, and letters of it are missing or replaced: the "
    "shopper's record of the sale says `K?nguru`, or nothing but question marks in Greek or Japanese.",
    what_to_do="Keep and send texts as UTF-8, and say so in the mail's charset, in the database and in the page.",
    example="""\
A product's title is not told as it was written [title_mangled]
      Let p1 have the title 'Känguru 7'
     Then whatever names it tells this title
  However the mail 'Your order' tells 'K?nguru 7'""",
)
# The last word of a title is of one product alone; a shorter one is in many a text.
SHORTEST = 6


def seen(history: History) -> int:
    """The texts that name a product which the case put on sale."""
    return sum(1 for _ in _named(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `title_mangled`, once for each product and place."""
    for product, where, line in dict.fromkeys(_named(history)):
        product_id, title = product
        if _plain(title) not in _plain(line):
            yield Failure(
                TITLE_MANGLED,
                "A product's title is not told as it was written",
                let=f"{product_id} have the title {title!r}",
                then="whatever names it tells this title",
                however=f"{where} tells {line.strip()[:120]!r}",
            )


def _named(history: History) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Each text that holds the last word of a product's title: the product (id, title), where it is, and the text."""
    texts = list(_texts(history))
    for row in facts(history, "product"):
        # What is found in a catalogue may have a title that is part of another one.
        words = str(row["title"]).split() if row.get("stock") is not None else []
        if words and len(words[-1]) >= SHORTEST:
            mine = [(where, text) for where, text in texts if words[-1] in text]
            yield from (((str(row["product_id"]), str(row["title"])), where, text) for where, text in mine)


def _texts(history: History) -> Iterator[tuple[str, str]]:
    for cart in snapshots(history, "cart"):
        yield from (("the cart", title) for title in _titles(cart))
    for row in snapshots(history, "orders"):
        for order in row["orders"]:
            yield from (("the order", title) for title in _titles(order))
    for row in snapshots(history, "mails"):
        for mail in row["mails"] or []:
            yield f"the mail {mail['subject']!r}", f"{mail['subject']}\n{mail['text']}"


def _titles(holder: dict[str, Any]) -> Iterator[str]:
    yield from (str(item["title"]) for item in holder["items"] if item["title"])


def _plain(text: str) -> str:
    """Without what a page or a mail may do to a text: references in HTML, blanks, breaks, ways to write one letter."""
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).casefold().split())
