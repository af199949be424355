"""What a test asked and what it was told, kept until it is over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.dual_mode.normal import told, without_ids
from tests.stripe_emulator.cards_facts import rows

_TIMES = re.compile(r"(\bcreated(?:\[\w+\])?=)\d{10}\b")


class Answer(Protocol):
    """What httpx and requests have in common."""

    status_code: int

    def json(self) -> Any:
        """The body."""


@dataclass(frozen=True)
class Exchange:
    """One request, its parameters as a form, and its answer."""

    method: str
    path: str
    form: str
    answer: Answer


@dataclass
class Recording:
    """The exchanges of one test in their order."""

    exchanges: list[Exchange] = field(default_factory=list)

    def add(self, method: str, path: str, form: str, answer: Answer) -> None:
        """One more."""
        self.exchanges.append(Exchange(method, path, form, answer))

    def hear(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        """One more that the SDK made: a response hook of `requests`."""
        sent, url = answer.request, urlsplit(answer.request.url or "")
        body = sent.body.decode() if isinstance(sent.body, bytes) else sent.body or ""
        self.add(sent.method or "", str(url.path), str(url.query) or str(body), answer)

    def lines(self, names: dict[str, str]) -> list[dict[str, Any]]:
        """Each exchange as it is compared; `names` are words of one side only, and what stands for them.

        Of a request that is repeated until its answer is the awaited one, only the last counts.
        """
        lines: list[dict[str, Any]] = []
        cards: list[str] = []
        for exchange in self.exchanges:
            cards = cards_in(exchange.form) or cards
            asked = _named(_request(exchange), names)
            said = {name: _named(value, names) for name, value in _said(exchange.answer).items()}
            if exchange.method == "GET" and lines and lines[-1]["request"] == asked:
                lines.pop()
            lines.append({"request": asked, "cards": cards, "said": said})
        return lines


def cards_in(form: str) -> list[str]:
    """The numbers of the documented cards that a request names, by number, `pm_card_*` or `tok_*`."""
    values = {value for _, value in parse_qsl(form)}
    return [row.number for row in rows() if values & {row.number, *row.payment_methods, *row.tokens}]


def _request(exchange: Exchange) -> str:
    form = "&".join(f"{name}={value}" for name, value in parse_qsl(exchange.form, keep_blank_values=True))
    return _TIMES.sub(r"\1<time>", without_ids(f"{exchange.method} {exchange.path} {form}".strip()))


def _said(answer: Answer) -> dict[str, Any]:
    try:
        return {"http_status": answer.status_code, **told(answer.json())}
    except ValueError:
        return {"http_status": answer.status_code}


def _named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        for word, name in names.items():
            value = value.replace(word, name)
    return value
