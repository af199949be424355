"""Card details as a client sends them, checked like Stripe checks them before any PaymentMethod exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stripe_emulator.card_behaviour import CardBehaviour
from stripe_emulator.card_table import by_number


@dataclass(frozen=True)
class CardInput:
    """A card as entered; `cvc` is None when none was sent, `exp_year` always has four digits."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str | None
    behaviour: CardBehaviour


def parse_card(params: dict[str, Any], param_prefix: str) -> CardInput:
    """The card in `params` (the decoded `card[...]` of a request)."""
    number = str(params["number"])
    return CardInput(number, int(params["exp_month"]), int(params["exp_year"]), params.get("cvc"), by_number(number))
