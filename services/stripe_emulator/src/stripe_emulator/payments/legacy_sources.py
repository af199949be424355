"""Cards, bank accounts and sources of the APIs before PaymentMethods (https://docs.stripe.com/payments/older-apis)."""

from __future__ import annotations

from typing import Any

from stripe_emulator.cards.card_input import CardInput, card_of_token, parse_card
from stripe_emulator.money import bank_accounts
from stripe_emulator.money.bank_accounts import BankAccount, Behaviour
from stripe_emulator.payments import method_objects
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, card_error, invalid, missing_param, no_such

KINDS = ("card", "bank_account", "source")
ADDRESS = ("address_city", "address_country", "address_line1", "address_line2", "address_state", "address_zip")
# How `card.brand` says it (https://docs.stripe.com/api/cards/object).
BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "Eftpos Australia",
    "jcb": "JCB",
    "mastercard": "MasterCard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
# Documented tokens of a bank account, with its status.
BANK_TOKENS = {"btok_us": "new", "btok_us_verified": "verified"}


def card_object(account: Account, card: CardInput, details: dict[str, Any]) -> Object:
    """The `card` object of a card, whose number is stored beside it; the object is not stored yet."""
    behaviour = card.behaviour
    card_fields = new(
        account,
        "card",
        account.ids.new("card_"),
        allow_redisplay="unspecified",
        brand=BRANDS.get(behaviour.brand, "Unknown"),
        country=behaviour.country,
        cvc_check="unchecked" if card.cvc is not None else None,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        fingerprint=method_objects.fingerprint(account, card.number),
        funding=behaviour.funding,
        last4=behaviour.last4,
        metadata=dict(details.get("metadata") or {}),
        name=details.get("name"),
        networks={"preferred": (details.get("networks") or {}).get("preferred")},
        regulated_status="unregulated",
        **{part: details.get(part) for part in ADDRESS},
    )
    for part in ("line1", "zip"):
        card_fields[f"address_{part}_check"] = "unchecked" if details.get(f"address_{part}") else None
    account.cards[card_fields["id"]] = card
    return card_fields


def source_of(call: Call, required: bool = False) -> Object | None:
    """The source in the parameters `source` or, as in the first API, `card`; not stored yet."""
    for name in ("source", "card"):
        if call.params.get(name) is not None:
            return from_value(call.account, call.params[name], name)
    if required:
        raise missing_param("source")
    return None


def from_value(account: Account, value: Any, param: str) -> Object:
    """A source from card details, from a token of this account or of Stripe's documentation, or by its id."""
    if isinstance(value, dict):
        if "token" in value:
            return from_value(account, value["token"], param)
        details = {name: part for name, part in value.items() if name != "object"}
        return card_object(account, parse_card(details, param), details)
    card = card_of_token(value) if value.startswith("tok_") else None
    if card is not None:
        return card_object(account, card, {})
    if value in BANK_TOKENS:
        bank = BankAccount("000123456789", bank_accounts.TEST_ROUTING, Behaviour())
        account_object = bank_accounts.bank_account(account, bank, {"account_holder_type": "individual"})
        return account_object | {"account_holder_name": "Jane Austen", "status": BANK_TOKENS[value]}
    source = account.find(value)
    if source is not None and source["object"] == "token":
        return _of_token(account, source, param)
    if source is None or source["object"] not in KINDS:
        raise no_such("token", value[:200], param, 400)
    return source


def check_attachable(account: Account, source: Object) -> None:
    """Refuse a card that is always declined (fact 90)."""
    card = account.cards.get(source["id"])
    decline = None if card is None else card.behaviour.attach_decline(card.cvc)
    if decline is not None:
        refusal: StripeError = card_error(decline.code, decline.decline_code, decline.message, decline.param)
        raise refusal


def attach(call: Call, customer: Object, source: Object) -> Object:
    """Save a source to a customer; the first one is the default. 402 for cards that are always declined (fact 90)."""
    account = call.account
    owner = source.get("customer")
    if owner is not None and owner != customer["id"]:
        raise invalid(f"The source {source['id']} has already been attached to a customer.", param="source")
    check_attachable(account, source)
    source["customer"] = customer["id"]
    if source["object"] == "card":
        checks = {name: "pass" for name in ("cvc_check", "address_line1_check", "address_zip_check") if source[name]}
        source.update(checks)
    if account.find(source["id"]) is None:
        account.add(source)
    if customer["default_source"] is None:
        customer["default_source"] = source["id"]
    call.emit("customer.source.created", source)
    return source


def change_default(call: Call, customer: Object, source: Object | None) -> None:
    """Change a customer's default by `source` or `default_source`."""
    if source is not None:
        replace_default(call, customer, source)
    elif "default_source" in call.params:
        set_default(call, customer, call.params["default_source"])


def replace_default(call: Call, customer: Object, source: Object) -> None:
    """`source` on a customer: the new default, which replaces the old one."""
    old = call.account.find(customer["default_source"])
    attach(call, customer, source)
    if old is not None and old["id"] != source["id"]:
        remove(call, customer, old)
    customer["default_source"] = source["id"]


def remove(call: Call, customer: Object, source: Object) -> Object:
    """Delete a source; the newest of the rest becomes the default."""
    call.emit("customer.source.deleted", source)
    account = call.account
    account.remove(source)
    account.memory.get(method_objects.VIEWS, {}).pop(source["id"], None)
    if customer["default_source"] == source["id"]:
        remaining = of_customer(account, customer["id"])
        customer["default_source"] = remaining[0]["id"] if remaining else None
    return {"id": source["id"], "object": source["object"], "deleted": True}


def of_customer(account: Account, customer: str, kind: str | None = None) -> list[Object]:
    kinds = KINDS if kind is None else (kind,)
    return [source for one in kinds for source in account.each(one, customer=customer)]


def owned(call: Call, customer: Object, id: str) -> Object:
    source = call.account.find(id)
    if source is None or source["object"] not in KINDS or source.get("customer") != customer["id"]:
        raise no_such("source", id[:200])
    return source


def set_default(call: Call, customer: Object, id: str | None) -> None:
    if id is not None:
        source = call.account.find(id)
        if source is None or source.get("customer") != customer["id"] or source["object"] not in KINDS:
            raise no_such("source", id[:200], "default_source", 400)
    customer["default_source"] = id


def _of_token(account: Account, token: Object, param: str) -> Object:
    type = token["type"]
    if type not in ("card", "bank_account"):
        raise invalid(f"You cannot use a token of type {type} as a source.", param=param)
    if token["used"]:
        raise invalid(f"You cannot use a Stripe token more than once: {token['id']}.", code="token_already_used")
    token["used"] = True
    return dict(token[type])
