"""https://docs.stripe.com/api/payment-link: create, retrieve, update, list, line items."""

from __future__ import annotations

from typing import Any

from stripe_emulator.checkout import lines, payment_links, rules, shipping
from stripe_emulator.checkout.fields import automatic_tax, custom_field, full_hash, invoice_creation
from stripe_emulator.contract import CURRENT
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import new, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import list_object, page, page_of
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, missing_param, no_such
from stripe_emulator.wire.urls import check_web

KIND = "payment_link"
PLAIN = (
    "allow_promotion_codes",
    "application_fee_amount",
    "application_fee_percent",
    "billing_address_collection",
    "customer_creation",
    "inactive_message",
    "on_behalf_of",
    "payment_method_collection",
    "payment_method_types",
    "submit_type",
    "active",
)
SHAPED = (
    "consent_collection",
    "custom_text",
    "name_collection",
    "payment_intent_data",
    "payment_method_options",
    "phone_number_collection",
    "shipping_address_collection",
    "subscription_data",
    "tax_id_collection",
    "transfer_data",
)
DEFAULTS: dict[str, Any] = {
    "active": True,
    "allow_promotion_codes": False,
    "billing_address_collection": "auto",
    "payment_method_collection": "always",
    "phone_number_collection": {"enabled": False},
    "submit_type": "auto",
    "tax_id_collection": {"enabled": False, "required": "never"},
}


def create(call: Call) -> Object:
    """A link; opening its `url` creates a session."""
    account, params = call.account, call.params
    if not params["line_items"]:
        raise missing_param("line_items")
    _check(params)
    sold = [lines.create(call, value, f"line_items[{number}]") for number, value in enumerate(params["line_items"])]
    for line in sold:
        line |= {"amount_discount": 0, "amount_tax": 0, "amount_total": line["amount_subtotal"]}
    mode = payment_links.mode_of(sold)
    rules.check_lines(sold, mode)
    rules.check_trial_days(params)
    _check_mode(params, mode)
    code = f"test_{account.ids.letters(18)}"
    link = new(
        account,
        KIND,
        account.ids.new("plink_"),
        currency=sold[0]["currency"],
        metadata=merge_metadata({}, params.get("metadata") or {}),
        url=f"{call.base_url}{payment_links.PATH}/{code}",
    )
    state = payment_links.LinkState({**DEFAULTS, "customer_creation": _creation(mode), **params}, sold)
    _write(call, link, state, mode, set(CURRENT.blank(KIND)))
    account.add(link)
    payment_links.store(account, link, code, state)
    call.emit("payment_link.created", link)
    return link


def update(call: Call) -> Object:
    """Change a link; open sessions stay as they are."""
    link, params = _find(call), call.params
    state = payment_links.link_state(call.account, link)
    _check(params)
    _check_mode(params, payment_links.mode_of(state.lines))
    before = copy_of(link)
    _change_lines(call, state, params.get("line_items") or [])
    state.params |= {name: value for name, value in params.items() if name not in ("line_items", "metadata")}
    _write(call, link, state, payment_links.mode_of(state.lines), set(params))
    if "metadata" in params:
        link["metadata"] = state.params["metadata"] = merge_metadata(link["metadata"], params["metadata"])
    call.emit("payment_link.updated", link, difference(before, link))
    return link


def list_all(call: Call) -> Object:
    return page(call, KIND, "active")


def line_items(call: Call) -> Object:
    return page_of(payment_links.link_state(call.account, _find(call)).lines, call)


def _write(call: Call, link: Object, state: payment_links.LinkState, mode: str, names: set[str]) -> None:
    """Write the fields of these names from the parameters as they are now."""
    params = state.params
    for name in PLAIN:
        if name in names:
            link[name] = params.get(name, DEFAULTS.get(name))
    for name in SHAPED:
        if name in names:
            value = params.get(name) or DEFAULTS.get(name)
            link[name] = None if value is None else _shaped(name, value)
    for name, make in PARTS.items():
        if name in names:
            link[name] = make(call, link, params.get(name), mode)


def _shaped(name: str, value: dict[str, Any]) -> Object:
    part = full_hash(f"{KIND}.{name}", value)
    if name == "tax_id_collection":
        part["required"] = part["required"] or "never"
    if name in ("payment_intent_data", "subscription_data"):
        part["metadata"] = part["metadata"] or {}
    if name == "subscription_data":
        part["invoice_settings"] = part["invoice_settings"] or {"issuer": {"type": "self"}}
    return part


def _after(_: Call, __: Object, completion: Any, ___: str) -> Object:
    completion = completion or {"type": "hosted_confirmation"}
    redirect, confirmation = completion.get("redirect"), completion.get("hosted_confirmation") or {}
    hosted = completion["type"] == "hosted_confirmation"
    return {
        "hosted_confirmation": {"custom_message": confirmation.get("custom_message")} if hosted else None,
        "redirect": None if hosted else {"url": redirect["url"]},
        "type": completion["type"],
    }


def _automatic(_: Call, __: Object, value: Any, ___: str) -> Object:
    tax = automatic_tax(value or {"enabled": False})
    return {name: tax[name] for name in ("enabled", "liability")}


def _custom_text(_: Call, __: Object, value: Any, ___: str) -> Object:
    return full_hash(f"{KIND}.custom_text", value or {})


def _custom_fields(_: Call, __: Object, value: Any, ___: str) -> list[Object]:
    fields = [custom_field(field) for field in value or ()]
    for field in fields:
        field[field["type"]].pop("value")
    return fields


def _invoices(_: Call, __: Object, value: Any, mode: str) -> Object | None:
    return invoice_creation(value) if mode == "payment" else None


def _managed(_: Call, __: Object, value: Any, ___: str) -> Object:
    return {"enabled": bool((value or {}).get("enabled"))}


def _optional(call: Call, _: Object, value: Any, __: str) -> list[Object] | None:
    offered = []
    for number, item in enumerate(value or ()):
        path = f"optional_items[{number}]"
        price = call.account.resolve("price", item["price"], f"{path}[price]")
        adjustable = lines.adjustable(item, path)
        offered.append({"adjustable_quantity": adjustable, "price": price["id"], "quantity": item["quantity"]})
    return offered or None


def _restrictions(_: Call, link: Object, value: Any, __: str) -> Object | None:
    if value is None:
        return None
    counted = ((link["restrictions"] or {}).get("completed_sessions") or {}).get("count", 0)
    return {"completed_sessions": {"count": counted, "limit": value["completed_sessions"]["limit"]}}


def _shipping(call: Call, link: Object, value: Any, _: str) -> list[Object]:
    offered = []
    for number, option in enumerate(value or ()):
        path = f"shipping_options[{number}]"
        if option.get("shipping_rate") is None and option.get("shipping_rate_data") is None:
            raise missing_param(f"{path}[shipping_rate]")
        rate = shipping.rate_of(call, option, path)
        option.clear()
        option["shipping_rate"] = rate["id"]
        amount = shipping.amount_of(call.account, rate, link["currency"], path)
        offered.append({"shipping_amount": amount, "shipping_rate": rate["id"]})
    return offered


PARTS = {
    "after_completion": _after,
    "automatic_tax": _automatic,
    "custom_fields": _custom_fields,
    "custom_text": _custom_text,
    "invoice_creation": _invoices,
    "managed_payments": _managed,
    "optional_items": _optional,
    "restrictions": _restrictions,
    "shipping_options": _shipping,
}


def _change_lines(call: Call, state: payment_links.LinkState, value: list[dict[str, Any]]) -> None:
    known = {line["id"]: line for line in state.lines}
    for number, item in enumerate(value):
        path = f"line_items[{number}]"
        if item["id"] not in known:
            raise no_such("line item", item["id"][:200], f"{path}[id]", 400)
        line = known[item["id"]]
        if "adjustable_quantity" in item:
            line["adjustable_quantity"] = lines.adjustable(item, path)
        if "quantity" in item:
            line["quantity"] = lines.quantity_of(item, line["price"], path)
            lines.cost(call.account, line)
            line["amount_total"] = line["amount_subtotal"]


def _check(params: dict[str, Any]) -> None:
    rules.check_counts(params)
    completion = params.get("after_completion") or {}
    if completion.get("type") == "redirect":
        if not completion.get("redirect"):
            raise missing_param("after_completion[redirect]")
        check_web(completion["redirect"]["url"], "after_completion[redirect][url]")
    limit = (params.get("restrictions") or {}).get("completed_sessions", {}).get("limit")
    if limit is not None and limit < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="restrictions[completed_sessions][limit]", code="parameter_invalid_integer")


def _check_mode(params: dict[str, Any], mode: str) -> None:
    for name in ("payment_intent_data", "shipping_options", "invoice_creation", "subscription_data"):
        if params.get(name) and mode not in rules.MODES[name]:
            price_type = "one-time" if mode == "subscription" else "recurring"
            raise invalid(f"`{name}` can only be used with {price_type} prices.", param=name)
    if params.get("customer_creation") and mode == "subscription":
        raise invalid("`customer_creation` can only be used in `payment` mode.", param="customer_creation")


def _creation(mode: str) -> str:
    return "always" if mode == "subscription" else "if_required"


def _find(call: Call) -> Object:
    return call.account.get(KIND, call.path["id"], param="payment_link")


def _lines(account: Account, link: Object) -> Object:
    return list_object(payment_links.link_state(account, link).lines, f"/v1/payment_links/{link['id']}/line_items")


_ID = "/v1/payment_links/{id}"
INCLUDED = {"line_items": _lines}
ENDPOINTS = (
    Endpoint("POST", "/v1/payment_links", create),
    Endpoint("GET", "/v1/payment_links", list_all),
    Endpoint("GET", _ID, retriever(KIND)),
    Endpoint("POST", _ID, update),
    Endpoint("GET", f"{_ID}/line_items", line_items),
)
