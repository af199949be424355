"""PaymentMethods: of details, of documented names, of tokens, or seen in legacy sources (facts 67, 90, 91)."""

from __future__ import annotations

import hashlib
from typing import Any

from stripe_emulator.cards.card_input import CardInput, card_of_token, parse_card
from stripe_emulator.money import bank_accounts
from stripe_emulator.money.bank_accounts import BankAccount
from stripe_emulator.payments import method_details
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError, card_error, invalid, missing_param, no_such

NOT_AGAIN = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a "
    "connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use "
    "a PaymentMethod multiple times, you must attach it to a Customer first."
)
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
# Objects of older APIs that can be paid with like a PaymentMethod (https://docs.stripe.com/payments/older-apis).
LEGACY = ("card", "bank_account", "source")
VIEWS = "payment_method:views"


def from_data(account: Account, data: dict[str, Any], prefix: str = "") -> Object:
    """A PaymentMethod from `type` and the details of that type; not stored yet."""
    if "type" not in data:
        raise missing_param(f"{prefix}[type]" if prefix else "type")
    billing = data.get("billing_details") or {}
    if data["type"] == "card":
        path = f"{prefix}[card]" if prefix else "card"
        if "card" not in data:
            raise missing_param(path)
        card = read_card(account, data["card"], path)
        method = payment_method(account, card)
        method["card"]["checks"] = checks(card, billing)
        _apply_networks(method["card"], data["card"])
    else:
        details, bank = method_details.read(account, data["type"], data, prefix)
        method = of_type(account, data["type"], details, bank)
    method["billing_details"] = billing_details(billing)
    method["metadata"] = dict(data.get("metadata") or {})
    method["allow_redisplay"] = data.get("allow_redisplay", "unspecified")
    return method


def store(account: Account, method: Object) -> Object:
    return account.add(method)


def read_card(account: Account, details: Any, path: str) -> CardInput:
    """A card from its details, or from a token that this account made or that Stripe documents."""
    if isinstance(details, dict) and isinstance(details.get("token"), str):
        token = account.find(details["token"])
        if token is not None and token["object"] == "token":
            return spend_token(account, token)
    return parse_card(details, path)


def spend_token(account: Account, token: Object) -> CardInput:
    """The card of a token, which can be used once."""
    if token["id"] not in account.cards:
        raise no_such("token", token["id"], "card[token]", 400)
    if token["used"]:
        message = f"You cannot use a Stripe token more than once: {token['id']}."
        raise invalid(message, code="token_already_used")
    token["used"] = True
    return account.cards[token["id"]]


def resolve(account: Account, id: str, *, status: int = 400) -> Object:
    """The PaymentMethod of this id, or a new one for a documented test name; else an error of `status` (fact 20)."""
    if id.startswith("pm_"):
        card = card_of_token(id) if id.startswith("pm_card_") else None
        if card is not None:
            return account.add(payment_method(account, card))
        named = bank_accounts.by_token(id)
        if named is not None:
            return account.add(_of_bank(account, *named))
    return find(account, id, status=status)


def find(account: Account, id: str, *, status: int = 400) -> Object:
    """The PaymentMethod of this id, or the one that stands for a legacy card, bank account or source."""
    source = account.find(id)
    if source is not None and source["object"] == "payment_method":
        return source
    if source is None or source["object"] not in LEGACY or source.get("deleted"):
        raise no_such("PaymentMethod", id[:200], "payment_method", status)
    views: dict[str, Object] = account.memory.setdefault(VIEWS, {})
    view = views.get(id)
    if view is None:
        view = views[id] = _view(account, source)
    view["customer"] = source.get("customer")
    return view


def check_usable(account: Account, method: Object, customer: str | None) -> None:
    """Refuse a PaymentMethod that is used up or belongs to another customer (fact 91)."""
    if method["id"] in account.spent:
        raise invalid(NOT_AGAIN)
    if method["customer"] is not None and method["customer"] != customer:
        raise invalid(
            f"The payment method supplied ({method['id']}) belongs to the Customer {method['customer']}. Please "
            "include that Customer in the `customer` parameter on the PaymentIntent.",
            param="payment_method",
        )


def attach(account: Account, method: Object, customer: str) -> None:
    """Save a PaymentMethod to a customer; 402 for cards that are always declined (fact 90)."""
    if method["customer"] is not None:
        raise invalid("The payment method you provided has already been attached to a customer.")
    if method["id"] in account.spent:
        raise invalid(NOT_AGAIN)
    card = account.cards.get(method["id"])
    decline = None if card is None else card.behaviour.attach_decline(card.cvc)
    if decline is not None:
        refusal = card_error(decline.code, decline.decline_code, decline.message, decline.param)
        raise refusal.having(payment_method=method)
    method["customer"] = customer


def of_type(account: Account, type: str, details: Object, bank: BankAccount | None) -> Object:
    """A PaymentMethod of another type than card; its bank account's number is stored beside it."""
    id = account.ids.new("pm_")
    if bank is not None:
        bank_accounts.remember(account, id, bank)
    return new(
        account,
        "payment_method",
        id,
        allow_redisplay="unspecified",
        billing_details=billing_details({}),
        type=type,
        **{type: details},
    )


def payment_method(account: Account, card: CardInput, id: str | None = None) -> Object:
    """A PaymentMethod of a card, whose number is stored beside it."""
    id = id or account.ids.new("pm_")
    account.cards[id] = card
    behaviour = card.behaviour
    return new(
        account,
        "payment_method",
        id,
        allow_redisplay="unspecified",
        billing_details=billing_details({}),
        card={
            "brand": behaviour.brand,
            "checks": checks(card, {}),
            "country": behaviour.country,
            "display_brand": behaviour.display_brand,
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": fingerprint(account, card.number),
            "funding": behaviour.funding,
            "generated_from": None,
            "last4": behaviour.last4,
            "networks": {"available": [behaviour.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        type="card",
    )


def billing_details(params: dict[str, Any]) -> Object:
    address = dict.fromkeys(ADDRESS) | (params.get("address") or {})
    return {"address": address} | {name: params.get(name) for name in ("email", "name", "phone", "tax_id")}


def checks(card: CardInput, billing: dict[str, Any]) -> Object:
    """The issuer's checks of what was sent; null for the rest."""
    address, behaviour = billing.get("address") or {}, card.behaviour
    return {
        "address_line1_check": behaviour.address_line1_check if address.get("line1") else None,
        "address_postal_code_check": behaviour.address_postal_code_check if address.get("postal_code") else None,
        "cvc_check": behaviour.cvc_check if card.cvc is not None else None,
    }


def fingerprint(account: Account, number: str) -> str:
    """A hash that is the same for one number in one account and does not reveal the number."""
    return hashlib.sha256(f"{account.name}:{number}".encode()).hexdigest()[:16]


def refusal_of(account: Account, method: Object) -> StripeError | None:
    """Why the card behind a PaymentMethod cannot be charged, or None."""
    card = account.cards[method["id"]]
    decline = card.behaviour.charge_decline(card.cvc)
    return None if decline is None else card_error(decline.code, decline.decline_code, decline.message, decline.param)


def _of_bank(account: Account, type: str, bank: BankAccount) -> Object:
    if type == "sepa_debit":
        method = of_type(account, type, method_details.sepa(account, bank), bank)
    else:
        method = of_type(account, type, method_details.us_bank(account, bank, {}), bank)
    method["billing_details"] |= {"name": "Jenny Rosen", "email": "jenny@example.com"}
    return method


def _view(account: Account, source: Object) -> Object:
    """A legacy object as the PaymentMethod of the same id."""
    card = account.cards.get(source["id"])
    if card is not None:
        method = payment_method(account, card, source["id"])
    elif source["object"] == "bank_account":
        method = _of_bank(account, "us_bank_account", bank_accounts.recall(account, source["id"]))
    else:
        type = source["type"]
        bank = bank_accounts.recall(account, source["id"])
        details = method_details.sepa(account, bank) if type == "sepa_debit" else {}
        method = of_type(account, type, details, bank)
    return method | {"id": source["id"], "created": source.get("created") or account.now()}


def _apply_networks(shape: Object, details: Any) -> None:
    preferred = (details.get("networks") or {}).get("preferred") if isinstance(details, dict) else None
    if preferred is not None:
        shape["networks"] = {"available": shape["networks"]["available"], "preferred": preferred}
