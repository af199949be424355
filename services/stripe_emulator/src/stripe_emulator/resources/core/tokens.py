"""https://docs.stripe.com/api/tokens: cards, bank accounts and personal data as single-use tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe_emulator.cards.card_input import parse_card
from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import legacy_sources
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param

KIND = "token"
PREFIXES = {
    "account": "ct_",
    "bank_account": "btok_",
    "card": "tok_",
    "cvc_update": "cvctok_",
    "person": "cpt_",
    "pii": "pii_",
}


def create(call: Call) -> Object:
    """A token of one thing; publishable keys may create it."""
    account, params = call.account, call.params
    types = [type for type in PREFIXES if params.get(type) is not None]
    if not types:
        raise missing_param("card")
    if len(types) > 1:
        raise invalid(f"You may only specify one of these parameters: {', '.join(types)}.", param=types[1])
    type = types[0]
    token = new(account, KIND, account.ids.new(PREFIXES[type]), client_ip="127.0.0.1", type=type, used=False)
    make = MAKERS.get(type)
    if make is not None:
        token[type] = make(call, token["id"], params[type])
    return account.add(token)


def _card(call: Call, token: str, card_params: Any) -> Object:
    if isinstance(card_params, str):
        source = call.account.get("card", card_params, param="card", status=400)
        call.account.cards[token] = call.account.cards[source["id"]]
        return {name: value for name, value in source.items() if name != "customer"}
    card = parse_card(card_params, "card")
    call.account.cards[token] = card
    return legacy_sources.card_object(call.account, card, card_params)


def _bank_account(call: Call, token: str, params: dict[str, Any]) -> Object:
    bank = bank_accounts.any_account(params, "bank_account")
    bank_accounts.remember(call.account, token, bank)
    return bank_accounts.bank_account(call.account, bank, params)


# Makers of the object in a token; tokens of other types have none.
MAKERS: dict[str, Callable[[Call, str, Any], Object]] = {"bank_account": _bank_account, "card": _card}
ENDPOINTS = (
    Endpoint("POST", "/v1/tokens", create, publishable=True),
    Endpoint("GET", "/v1/tokens/{id}", retriever(KIND), publishable=True),
)
