"""Short names for what a case is about: `payment A` for pi_3otu..., `Ada` for usr_52f7..., `59.99 USD` for 5999 usd."""

from __future__ import annotations

import re
from string import ascii_uppercase
from typing import Any

from harness.core.currencies import value
from harness.core.history import History
from harness.core.masking import mask

# How our products' titles end, so that each is unique.
MARK = re.compile(r" [0-9a-f]{12}-\d+\b")
AMOUNT = re.compile(r"\b(\d+) ([a-z]{3})\b")
# How the narration tells of a part that is wanted back.
BARE = re.compile(r"(asks for )(\d+)( of )")
FEW = len(ascii_uppercase)


class Names:
    """The short names of one history; `explained` says what each payment's stands for."""

    def __init__(self, history: History) -> None:
        self._short: dict[str, str] = {}
        self.explained: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self._currencies: set[str] = set()
        for event in history.events:
            self._learn(event.operation, event.data) if event.kind in ("fact", "snapshot") else None
        longest_first = sorted(self._short, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything that has a short name."""
        return tuple(self._short)

    def of(self, id: Any) -> str:
        """The short name of an id, or itself."""
        return self._short.get(str(id), str(id))

    def plain(self, text: str) -> str:
        """A text with short names for ids, and amounts as people write them; masked."""
        text = MARK.sub("", mask(text))
        if self._known is not None:
            text = self._known.sub(lambda hit: self._short[hit[0]], text)
        return AMOUNT.sub(self._amount, text)

    def sentence(self, text: str) -> str:
        """A step in plain words: an amount without its currency is in the only one that there is."""
        if len(self._currencies) == 1:
            currency = next(iter(self._currencies))
            text = BARE.sub(lambda hit: f"{hit[1]}{self.money(int(hit[2]), currency)}{hit[3]}", text)
        return self.plain(text)

    def money(self, amount: Any, currency: Any) -> str:
        """`59.99 USD`; empty where one of the two is not there."""
        if not isinstance(amount, int) or not isinstance(currency, str) or isinstance(amount, bool):
            return ""
        return f"{value(amount, currency)} {currency.upper()}"

    def _amount(self, hit: re.Match[str]) -> str:
        return self.money(int(hit[1]), hit[2]) if hit[2] in self._currencies else hit[0]

    def _learn(self, operation: str, data: dict[str, Any]) -> None:
        if currency := data.get("currency"):
            self._currencies.add(str(currency))
        if operation == "shopper":
            self._person(data)
        elif operation == "product":
            self._short[str(data.get("product_id"))] = MARK.sub("", str(data.get("title") or "the product"))
        elif operation == "begun":
            self._numbered("payment", data.get("payment"))
        elif operation == "stripe_intent":
            self._numbered("payment", data.get("id"))
            for row in data.get("refunds") or ():
                self._numbered("refund", row.get("id"))
        elif operation == "orders":
            for order in data.get("orders") or ():
                self._numbered("order", order.get("order_id"))

    def _person(self, data: dict[str, Any]) -> None:
        name = str(data.get("name") or "A shopper")
        taken = [one for one in self.people.values() if one.rstrip("0123456789 ") == name]
        name = f"{name} {len(taken) + 1}" if taken else name
        for key in ("email", "user_id"):
            if data.get(key):
                self.people[str(data[key])] = self._short[str(data[key])] = name

    def _numbered(self, what: str, id: Any) -> None:
        if not id or str(id) in self._short:
            return
        number = sum(name.startswith(f"{what}\xa0") for name in set(self._short.values()))
        sign = ascii_uppercase[number] if what == "payment" and number < FEW else str(number + 1)
        self._short[str(id)] = f"{what}\xa0{sign}"
        if what == "payment":
            self.explained[f"payment\xa0{sign}"] = mask(str(id))
