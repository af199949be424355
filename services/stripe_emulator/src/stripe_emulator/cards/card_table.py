"""Every documented test card by number, and by its `pm_card_*` and `tok_*` names.

A row of `cards.json` says in `behaviour` what sets its card apart from a plain credit card that succeeds.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from stripe_emulator.cards.card_behaviour import CardBehaviour, Decline
from stripe_emulator.cards.card_numbers import BRANDS, brand_of
from stripe_emulator.cards.catalogue import catalogue, names_of

__all__ = ["CardBehaviour", "Decline", "by_number", "by_token", "numbers", "outcome_for", "tokens"]

DISPLAY_BRANDS = {
    "amex": "american_express",
    "diners": "diners_club",
    "unionpay": "union_pay",
    "eftpos_au": "eftpos_australia",
    "unknown": "other",
}


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
def _cards() -> dict[str, CardBehaviour]:
    return {row["number"]: _card(row["number"], row) for row in catalogue().rows}


@cache
def _tokens() -> dict[str, CardBehaviour]:
    found: dict[str, CardBehaviour] = {}
    for row in catalogue().rows:
        for name in names_of(row):
            found.setdefault(name, _cards()[row["number"]])
    rows = {row["number"]: row for row in catalogue().rows}
    for variant in catalogue().names_without_number:
        number, behaviour = (
            variant["of"],
            {name: value for name, value in variant.items() if name not in ("name", "of")},
        )
        found[variant["name"]] = _card(number, {**rows[number], "funding": "credit", "behaviour": behaviour})
    return found


def _card(number: str, row: dict[str, Any]) -> CardBehaviour:
    brand = BRANDS[row["brand"]].wire if "brand" in row else brand_of(number)
    told = {"funding": "credit", "country": "US"} | {name: row[name] for name in ("funding", "country") if name in row}
    told |= row.get("behaviour", {})
    decline, saves = catalogue().decline(told.pop("decline", None)), told.pop("saves", False)
    after_challenge = catalogue().decline(told.pop("after_challenge", None))
    return CardBehaviour(
        **{
            "display_brand": DISPLAY_BRANDS.get(brand, brand),
            **told,
            "number": number,
            "brand": brand,
            "last4": number[-4:],
            "on_charge": decline,
            "on_attach": None if saves else decline,
            "after_challenge": after_challenge,
        }
    )
