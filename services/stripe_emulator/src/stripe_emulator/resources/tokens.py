"""https://docs.stripe.com/api/tokens: cards as single-use tokens."""

from __future__ import annotations

from stripe_emulator import payment_method_objects as methods
from stripe_emulator.account import Object
from stripe_emulator.card_input import parse_card
from stripe_emulator.endpoint import Call, Endpoint
from stripe_emulator.errors import missing_param
from stripe_emulator.standard import retriever


def create(call: Call) -> Object:
    """A token for a card; a publishable key may do this."""
    account = call.account
    if "card" not in call.params:
        raise missing_param("card")
    card = parse_card(call.params["card"], "card")
    shape = methods.payment_method(account, card)["card"]
    behaviour = card.behaviour
    token: Object = {
        "id": account.ids.new("tok_"),
        "object": "token",
        "card": {
            "id": account.ids.new("card_"),
            "object": "card",
            "address_city": None,
            "address_country": None,
            "address_line1": None,
            "address_line1_check": None,
            "address_line2": None,
            "address_state": None,
            "address_zip": None,
            "address_zip_check": None,
            "allow_redisplay": "unspecified",
            "brand": behaviour.brand,
            "country": behaviour.country,
            "cvc_check": "unchecked" if card.cvc is not None else None,
            "dynamic_last4": None,
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": shape["fingerprint"],
            "funding": behaviour.funding,
            "last4": behaviour.last4,
            "metadata": {},
            "name": None,
            "networks": {"preferred": None},
            "regulated_status": "unregulated",
            "tokenization_method": None,
        },
        "client_ip": "127.0.0.1",
        "created": account.now(),
        "livemode": False,
        "type": "card",
        "used": False,
    }
    account.cards[token["id"]] = card
    return account.add(token)


ENDPOINTS = (
    Endpoint("POST", "/v1/tokens", create, publishable=True),
    Endpoint("GET", "/v1/tokens/{id}", retriever("token"), publishable=True),
)
