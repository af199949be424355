"""An order's mail comes once, to its owner alone, and what it tells of money and goods is the order's."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from harness.core.currencies import value
from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import facts, money, snapshots

MAIL_NOT_AS_ORDERED = FailureCode(
    code="mail_not_as_ordered",
    severity="critical",
    title="A mail tells something else than the order",
    meaning="A mail that names an order was sent twice or to somebody else, or the amount or the goods in it are not "
    "those of the order: the shopper cannot trust it, or somebody else reads what was bought.",
    what_to_do="Build the mail from the order alone, in the currency's own decimals, and note in one conditional "
    "write that it was sent.",
    example="""\
A mail tells something else than the order [mail_not_as_ordered]
      Let o1 be an order over 5999 usd
     Then each mail that names it is one mail to its owner and tells the same
  However the mail 'Your order o1' does not tell the amount""",
)
_NUMBER = re.compile(r"\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_CURRENCY = re.compile(r"[$€£¥₩]|\b[A-Z]{3}\b|\d[.,]\d{2,3}\b")

GROUP = 3


def seen(history: History) -> int:
    """The orders that a mail names."""
    return sum(bool(_naming(mails, order)) for _, order, mails in _orders(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `mail_not_as_ordered`. A mail that names no order's id is not judged."""
    for email, order, mails in _orders(history):
        mine = _naming(mails, order)
        wrong = [f"the same mail {_name(one)} came {mine.count(one)} times" for one in mine if mine.count(one) > 1][:1]
        wrong += [f"the mail {_name(one)} {what}" for one in mine for what in _wrong(one, order)]
        wrong += [
            f"the mail {_name(one)} tells of {title}, which was not ordered" for one, title in _more(history, mine)
        ]
        wrong += [f"the mail {_name(one)} went to {other}" for other, one in _to_others(history, email, order)]
        for one in wrong[:3]:
            yield Failure(
                MAIL_NOT_AS_ORDERED,
                "A mail tells something else than the order",
                let=f"{order['order_id']} be an order over {money(order['amount'], order['currency'])}",
                then="each mail that names it is one mail to its owner and tells the same",
                however=one,
            )


def _orders(history: History) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Each order with its owner's address and mails; none where mails are not shown."""
    mails = {row["email"]: row["mails"] for row in snapshots(history, "mails")}
    for snapshot in snapshots(history, "orders"):
        email = snapshot["email"]
        for order in snapshot["orders"]:
            if mails.get(email) is not None:
                yield email, order, mails[email]


def _to_others(history: History, email: str, order: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in snapshots(history, "mails"):
        if row["email"] != email:
            yield from ((row["email"], one) for one in _naming(row["mails"] or [], order))


def _more(history: History, mails: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each mail of an order that tells of another product which the case put on sale, and the product's title."""
    for mail in mails:
        named = {order["order_id"]: order for order in _listed(history) if _naming([mail], order)}.values()
        goods = [item for order in named for item in order["items"]]
        if not goods:
            continue
        ordered = {item["product_id"] for item in goods} | {item["title"] for item in goods}
        for row in facts(history, "product"):
            # What is found in a catalogue may be recommended, and its title be part of another one.
            own = row.get("stock") is not None and not ordered & {row["product_id"], row["title"]}
            if own and row["title"] in mail["text"]:
                yield mail, row["title"]


def _listed(history: History) -> list[dict[str, Any]]:
    return [order for row in snapshots(history, "orders") for order in row["orders"]]


def _naming(mails: list[dict[str, Any]], order: dict[str, Any]) -> list[dict[str, Any]]:
    id = re.compile(rf"(?<![\w-]){re.escape(str(order['order_id']))}(?![\w-])")
    if len(str(order["order_id"])) < 4:  # a short number is in many a text
        return []
    return [one for one in mails if id.search(f"{one['subject']}\n{one['text']}")]


def _wrong(mail: dict[str, Any], order: dict[str, Any]) -> Iterator[str]:
    text = f"{mail['subject']}\n{mail['text']}".replace(str(order["order_id"]), " ")
    for line in order["items"]:
        text = text.replace(line["title"], "\x00") if line["title"] else text
    if _CURRENCY.search(text) and value(order["amount"], order["currency"]) not in _numbers(text):
        yield "does not tell the amount"
    titles = [line for line in order["items"] if line["title"]]
    told = [line for line in titles if line["title"] in mail["text"]]
    if told:
        yield from (f"does not tell {line['title']}" for line in titles if line not in told)
        yield from (
            f"tells another quantity of {line['title']}"
            for line in told
            if not _quantity(mail["text"], line, order["currency"])
        )


def _numbers(text: str) -> set[Decimal]:
    """What every number in a text may mean: 1.250 is a thousand and more, or one and a quarter."""
    found: set[Decimal] = set()
    for number in _NUMBER.findall(text):
        digits = Decimal(re.sub(r"\D", "", number))
        tail = re.search(r"[.,](\d+)$", number)
        decimals = len(tail[1]) if tail else 0
        found.add(digits.scaleb(-decimals))
        if decimals == GROUP:
            found.add(digits)
    return found


def _quantity(text: str, line: dict[str, Any], currency: str) -> bool:
    """Whether the line of text that names a product tells its quantity, where it tells any number but the price."""
    rest = " ".join(one.replace(line["title"], " ") for one in text.splitlines() if line["title"] in one)
    prices = {value((line["price"] or 0) * units, currency) for units in (1, line["quantity"])}
    numbers = _numbers(rest) - prices
    return not numbers or line["quantity"] in numbers or line["quantity"] == 1


def _name(mail: dict[str, Any]) -> str:
    return repr(mail["subject"])
