"""Every documented test card by number, and by its `pm_card_*` and `tok_*` names.

The table is `cards_table.json`; only what sets a card apart from a plain US credit card is written there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from stripe_emulator.cards.card_behaviour import CardBehaviour, Decline

__all__ = ["CardBehaviour", "Decline", "by_number", "by_token", "numbers", "outcome_for", "tokens"]

DISPLAY_BRANDS = {
    "amex": "american_express",
    "diners": "diners_club",
    "unionpay": "union_pay",
    "eftpos_au": "eftpos_australia",
    "unknown": "other",
}
PREFIX_BRANDS = (
    (("34", "37"), "amex"),
    (("30", "36", "38", "39"), "diners"),
    (("35",), "jcb"),
    (("60", "64", "65"), "discover"),
    (("62", "81"), "unionpay"),
    (("2", "5"), "mastercard"),
    (("4",), "visa"),
)


def by_number(number: str) -> CardBehaviour:
    """The behaviour of a card number; an unknown number succeeds like a plain card of the brand it looks like."""
    return _cards().get(number) or _card(number, {})


def by_token(name: str) -> CardBehaviour | None:
    """The behaviour behind a `pm_card_*` or `tok_*` name, None for a name Stripe does not document."""
    return _tokens().get(name)


def numbers() -> tuple[str, ...]:
    """Every number of the table."""
    return tuple(_cards())


def tokens() -> tuple[str, ...]:
    """Every `pm_card_*` and `tok_*` name of the table."""
    return tuple(_tokens())


def outcome_for(behaviour: CardBehaviour, decline: Decline | None) -> dict[str, Any]:
    """`charge.outcome` of a charge of this card: approved, refused by the issuer, or blocked by Radar (fact 66)."""
    if decline is None:
        return _approved(behaviour)
    if behaviour.radar in ("highest", "blocked"):
        return _blocked(behaviour)
    reason = decline.decline_code or decline.code
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 28,
        "seller_message": _seller_message(reason),
        "type": "issuer_declined",
    }


def _approved(behaviour: CardBehaviour) -> dict[str, Any]:
    elevated = behaviour.radar == "elevated"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "elevated" if elevated else "normal",
        "risk_score": 70 if elevated else 28,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


def _blocked(behaviour: CardBehaviour) -> dict[str, Any]:
    # Recorded in 2020: card 0019 is on a block list, card 4954 is blocked for its risk.
    risky = behaviour.radar == "highest"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "not_sent_to_network",
        "reason": "highest_risk_level" if risky else "merchant_blacklist",
        "risk_level": "highest",
        "risk_score": 92,
        "seller_message": "Stripe blocked this payment as too risky." if risky else "Stripe blocked this payment.",
        "type": "blocked",
    }


def _seller_message(reason: str) -> str:
    if reason == "generic_decline":
        return "The bank did not return any further details with this decline."
    return f"The bank returned the decline code `{reason}`."


@cache
def _table() -> dict[str, Any]:
    text = files("stripe_emulator.cards").joinpath("cards_table.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def _cards() -> dict[str, CardBehaviour]:
    cards = {row["number"]: _card(row["number"], row) for row in _table()["cards"]}
    for country, number in _table()["issued_in"].items():
        cards[number] = _card(number, {"country": country.upper()})
    return cards


@cache
def _tokens() -> dict[str, CardBehaviour]:
    found: dict[str, CardBehaviour] = {}
    for row in _table()["cards"]:
        for token in _names(row.get("names", "")):
            found[token] = _cards()[row["number"]]
    for country, number in _table()["issued_in"].items():
        for token in _names(country):
            found[token] = _cards()[number]
    for row in _table()["variants"]:
        found[row["name"]] = _card(row["of"], row)
    return found


def _names(words: str) -> Iterator[str]:
    for word in words.split():
        kind, _, name = word.rpartition(":")
        if kind in ("", "pm"):
            yield f"pm_card_{name}"
        if kind in ("", "tok"):
            yield f"tok_{name}"


def _card(number: str, row: dict[str, Any]) -> CardBehaviour:
    brand = row.get("brand") or _brand_of(number)
    decline = _decline(row.get("decline"))
    told = {name: row[name] for name in CardBehaviour.__dataclass_fields__ if name in row}
    return CardBehaviour(
        **{
            "display_brand": DISPLAY_BRANDS.get(brand, brand),
            "funding": "credit",
            "country": "US",
            **told,
            "number": number,
            "brand": brand,
            "last4": number[-4:],
            "on_charge": decline,
            "on_attach": None if row.get("saves") else decline,
            "after_challenge": _decline(row.get("after_challenge")),
        }
    )


def _decline(name: str | None) -> Decline | None:
    return None if name is None else Decline(**{"decline_code": None, **_table()["declines"][name]})


def _brand_of(number: str) -> str:
    return next((brand for prefixes, brand in PREFIX_BRANDS if number.startswith(prefixes)), "unknown")
