"""What the answers to a person held, by the names that requests have for it: `order_id`, `orderId` and /orders/{id}."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
PLAIN = re.compile(r"[^a-z0-9]")
NAMELESS = ("id", "pk", "uuid", "slug", "key")


@dataclass
class Known:
    """Ids and other short values, by plain name (see `name_of`), each once and in the order in which they came."""

    values: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, *values: Any) -> None:
        """Remember values for a plain name."""
        rows = self.values.setdefault(name, [])
        rows.extend(value for value in values if value not in rows)

    def learn(self, body: Any, where: str) -> None:
        """Remember the ids of an answer; `where` is the last word of its path."""
        for name, value in _ids(body, where):
            self.add(name, value)

    def everything(self) -> set[str]:
        """Every value as text."""
        return {str(value) for rows in self.values.values() for value in rows}

    def without(self, others: set[str]) -> "Known":
        """Those that are not among the others."""
        left = {name: [value for value in rows if str(value) not in others] for name, rows in self.values.items()}
        return Known({name: rows for name, rows in left.items() if rows})


def name_of(name: str, where: str = "") -> str:
    """One name for all ways to write it; `id` below /orders and `order` there are both `orderid`."""
    plain, thing = _plain(name), _singular(where)
    if plain in NAMELESS:
        return f"{thing}id" if thing else plain
    return f"{plain}id" if plain == thing else plain


def texts(body: Any) -> set[str]:
    """Every text and number of a JSON value, as text."""
    if isinstance(body, dict):
        return {text for member in body.values() for text in texts(member)}
    if isinstance(body, list):
        return {text for member in body for text in texts(member)}
    return {str(body)} if isinstance(body, str | int) and not isinstance(body, bool) else set()


def _ids(body: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(body, list):
        for member in body:
            yield from _ids(member, where)
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, dict | list):
                yield from _ids(value, name)
            elif _is_id(name, value):
                yield name_of(name, where), value


def _is_id(name: str, value: Any) -> bool:
    """Whether it names something: told by the name, or by the form that Stripe's ids and most others have."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not ID.fullmatch(str(value)):
        return False
    named = _plain(name).endswith(("id", "uuid")) or _plain(name) in NAMELESS
    return named or (isinstance(value, str) and bool(re.fullmatch(r"[a-z]{2,8}_[A-Za-z0-9]{8,}", value)))


def _plain(name: str) -> str:
    return PLAIN.sub("", name.lower())


def _singular(word: str) -> str:
    plain = _plain(word)
    return plain[:-3] + "y" if plain.endswith("ies") else plain.removesuffix("s")
