"""https://docs.stripe.com/api/sources: create, retrieve, update, and what became of them; deprecated by Stripe."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.payments import legacy_sources, method_objects
from stripe_emulator.resource_kit.amounts import check_currency
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, new
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.events import emit
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid, missing_param, no_such
from stripe_emulator.wire.urls import check_return

KIND = "source"
RECEIVERS = ("ach_credit_transfer", "multibanco", "sepa_credit_transfer")
TYPES = ("alipay", "bancontact", "card", "eps", "giropay", "ideal", "klarna", "p24", "sofort", "wechat", *RECEIVERS)
# How long the shopper takes on the page of a redirect.
APPROVAL_SECONDS = 0.3
OWNER = ("address", "email", "name", "phone")
CARD = (
    "address_line1_check",
    "address_zip_check",
    "brand",
    "country",
    "cvc_check",
    "dynamic_last4",
    "exp_month",
    "exp_year",
    "fingerprint",
    "funding",
    "last4",
    "name",
    "tokenization_method",
)


def create(call: Call) -> Object:
    """A source: of a card at once, of a redirect type when the shopper has agreed, a moment later."""
    account, params = call.account, call.params
    type = params.get("type", "card" if "token" in params or "card" in params else None)
    if type is None:
        raise missing_param("type")
    if type not in TYPES:
        raise invalid(f"Invalid source type: {type[:80]}", param="type")
    id = account.ids.new("src_")
    source = new(
        account,
        KIND,
        id,
        amount=params.get("amount"),
        client_secret=f"src_client_secret_{account.ids.letters(24)}",
        currency=check_currency(params["currency"]) if "currency" in params else None,
        flow="none" if type == "card" else "receiver" if type in RECEIVERS else "redirect",
        metadata=params.get("metadata") or {},
        owner=_owner({}, params.get("owner") or {}),
        statement_descriptor=params.get("statement_descriptor"),
        status="chargeable" if type == "card" else "pending",
        type=type,
        usage=params.get("usage", "reusable" if type == "card" else "single_use"),
    )
    if type == "card":
        _of_card(account, source, params)
    else:
        _of_other(call, source)
    account.add(source)
    if source["status"] == "chargeable":
        call.emit("source.chargeable", source)
    return source


def retrieve(call: Call) -> Object:
    """One source; with a publishable key only together with its client secret."""
    source = call.account.get(KIND, call.path["id"])
    secret = call.params.get("client_secret")
    if (call.publishable and secret is None) or secret not in (None, source["client_secret"]):
        raise invalid("The client_secret provided does not match the source.", param="client_secret")
    return source


def update(call: Call) -> Object:
    source = call.account.get(KIND, call.path["id"])
    change(source, call.params, ("amount", "metadata"))
    if "owner" in call.params:
        source["owner"] = _owner(source["owner"], call.params["owner"])
    return source


def verify(call: Call) -> Object:
    """Only sources of the `code_verification` flow can be verified, and no type has it any more."""
    source = call.account.get(KIND, call.path["id"])
    raise invalid(f"You cannot verify the source {source['id']}: its flow is {source['flow']}.")


def list_transactions(call: Call) -> Object:
    """Payments into a receiver source: always none here."""
    call.account.get(KIND, call.path["id"])
    return page_of([], call)


def _owner(old: Object, params: dict[str, Any]) -> Object:
    owner = {**dict.fromkeys((*OWNER, *(f"verified_{name}" for name in OWNER))), **old}
    for name, value in params.items():
        owner[name] = dict.fromkeys(method_objects.ADDRESS) | value if name == "address" and value else value
    return owner


def _of_card(account: Account, source: Object, params: dict[str, Any]) -> None:
    value = params.get("token") or params.get("card") or params.get("original_source")
    if value is None:
        raise missing_param("card")
    card = legacy_sources.from_value(account, value, "token" if "token" in params else "card")
    if card["id"] not in account.cards:
        raise no_such("token", str(value)[:200], "token", 400)
    account.cards[source["id"]] = account.cards[card["id"]]
    card_fields = card if card["object"] == "card" else card["card"]
    source["card"] = {name: card_fields.get(name) for name in CARD} | {"three_d_secure": "optional"}


def _of_other(call: Call, source: Object) -> None:
    account, params, type = call.account, call.params, source["type"]
    source[type] = CURRENT.part(f"source.{type}")
    if source["flow"] == "receiver":
        source["receiver"] = {
            "address": account.ids.letters(12),
            "amount_charged": 0,
            "amount_received": 0,
            "amount_returned": 0,
            "refund_attributes_method": "email",
            "refund_attributes_status": "missing",
        }
        return
    if (params.get("redirect") or {}).get("return_url") is None:
        raise missing_param("redirect[return_url]")
    check_return(params["redirect"]["return_url"], "redirect[return_url]")
    source["redirect"] = {
        "failure_reason": None,
        "return_url": params["redirect"]["return_url"],
        "status": "pending",
        "url": f"https://hooks.stripe.com/redirect/authenticate/{source['id']}",
    }
    emulator = call.emulator
    account.time.after(APPROVAL_SECONDS, lambda: _approve(emulator, account, source))


def _approve(emulator: Emulator, account: Account, source: Object) -> None:
    if source["status"] == "pending":
        source["status"] = "chargeable"
        source["redirect"] = {**source["redirect"], "status": "succeeded"}
        emit(emulator, account, "source.chargeable", source)


_ID = "/v1/sources/{id}"
ENDPOINTS = (
    Endpoint("POST", "/v1/sources", create, publishable=True),
    Endpoint("GET", _ID, retrieve, publishable=True),
    Endpoint("POST", _ID, update),
    Endpoint("POST", f"{_ID}/verify", verify),
    Endpoint("GET", f"{_ID}/source_transactions", list_transactions),
)
