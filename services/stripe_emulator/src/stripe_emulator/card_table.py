"""Every documented test card by number, and by its `pm_card_*` and `tok_*` names."""

from __future__ import annotations

from stripe_emulator.card_behaviour import CardBehaviour, Decline

__all__ = ["CardBehaviour", "Decline", "by_number", "by_token", "outcome_for"]


def by_number(number: str) -> CardBehaviour:
    """The behaviour of a card number; an unknown number succeeds like a plain card of the brand it looks like."""
    brand = "amex" if number[:2] in ("34", "37") else "mastercard" if number[:1] in ("2", "5") else "visa"
    return CardBehaviour(number, brand, brand, "credit", "US", number[-4:])


def by_token(name: str) -> CardBehaviour | None:
    """The behaviour behind a `pm_card_*` or `tok_*` name, None for a name Stripe does not document."""
    return by_number("4242424242424242") if name in ("pm_card_visa", "tok_visa") else None


def outcome_for(behaviour: CardBehaviour, decline: Decline | None) -> dict[str, object]:
    """`charge.outcome` of a charge of this card (fact 66)."""
    return {"network_status": "approved_by_network" if decline is None else "declined_by_network"}
