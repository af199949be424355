"""The parts of a session that its parameters write: defaults and shapes as they were recorded from Stripe."""

from __future__ import annotations

from typing import Any

from stripe_emulator.contract import CURRENT
from stripe_emulator.contract.nodes import Boolean, Enum, Field
from stripe_emulator.state.account import Object, copy_of

KIND = "checkout.session"
COPIED = (
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "excluded_payment_method_types",
    "integration_identifier",
    "locale",
    "origin_context",
    "return_url",
    "submit_type",
    "success_url",
)
SHAPED = (
    "consent_collection",
    "name_collection",
    "permissions",
    "shipping_address_collection",
    "tax_id_collection",
    "wallet_options",
    "branding_settings",
    "custom_text",
)
BRANDING = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#0074d4",
    "display_name": "Test shop",
    "font_family": "default",
}
# `payment_method_options` that are never null, by type, with the SDK's defaults.
OPTIONS: dict[str, Object] = {
    "boleto": {"expires_after_days": 3},
    "card": {"request_three_d_secure": "automatic"},
    "oxxo": {"expires_after_days": 3},
}
# `payment_method_collection` by mode; a payment's was recorded as `if_required`, a setup's as `always`.
COLLECTING = {"payment": "if_required", "subscription": "always", "setup": "always"}
CREATING = {"payment": "if_required", "subscription": "always", "setup": "if_required"}


def of(params: dict[str, Any], mode: str, ui_mode: str) -> Object:
    """The fields of a session that follow from its parameters alone."""
    fields: Object = {name: params.get(name) for name in COPIED}
    fields |= {name: full_hash(f"{KIND}.{name}", params[name]) for name in SHAPED if params.get(name) is not None}
    values = params.get("branding_settings") or {}
    branding = {**BRANDING, **{name: value for name, value in values.items() if value is not None}}
    fields["branding_settings"] = None if ui_mode == "elements" else full_hash(f"{KIND}.branding_settings", branding)
    if params.get("tax_id_collection"):
        fields["tax_id_collection"]["required"] = params["tax_id_collection"].get("required", "never")
    fields.setdefault("custom_text", CURRENT.part(f"{KIND}.custom_text"))
    customer, taxing = params.get("customer"), params.get("automatic_tax") or {"enabled": False}
    options = {"card": OPTIONS["card"]}
    for name, values in (params.get("payment_method_options") or {}).items():
        options[name] = {**OPTIONS.get(name, {}), **(values or {})}
    return fields | {
        "adaptive_pricing": params.get("adaptive_pricing")
        and {"enabled": params["adaptive_pricing"].get("enabled", True)},
        "after_expiration": _recovery(params),
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "automatic_tax": automatic_tax(taxing),
        "custom_fields": [custom_field(field) for field in params.get("custom_fields") or ()],
        "customer": customer,
        "customer_creation": None if customer else params.get("customer_creation", CREATING[mode]),
        "invoice_creation": invoice_creation(params.get("invoice_creation")) if mode == "payment" else None,
        "managed_payments": {"enabled": bool((params.get("managed_payments") or {}).get("enabled"))},
        "mode": mode,
        "payment_method_collection": params.get("payment_method_collection", COLLECTING[mode]),
        "payment_method_options": full_hash(f"{KIND}.payment_method_options", options),
        "payment_method_types": list(params.get("payment_method_types") or ("card",)),
        "phone_number_collection": {"enabled": bool((params.get("phone_number_collection") or {}).get("enabled"))},
        "redirect_on_completion": params.get(
            "redirect_on_completion", "always" if ui_mode == "embedded_page" else None
        ),
        "saved_payment_method_options": _saved(params, mode),
        "ui_mode": ui_mode,
    }


def full_hash(path: str, values: dict[str, Any]) -> Object:
    """A hash with every field of the contract, filled with `values`; booleans that are never null are false."""
    known = CURRENT.shape(path).fields
    part = CURRENT.part(path)
    for name, field in known.items():
        if isinstance(field.slot.node, Boolean) and not field.slot.unset:
            part[name] = False
    for name, value in values.items():
        if name in known and _showable(known[name], value):
            part[name] = _member(f"{path}.{name}", value, known[name].slot.unset)
    return part


def custom_field(field_params: dict[str, Any]) -> Object:
    type: str = field_params["type"]
    return {
        "dropdown": None,
        "key": field_params["key"],
        "label": {"custom": field_params["label"]["custom"], "type": "custom"},
        "numeric": None,
        "optional": field_params.get("optional", False),
        "text": None,
        "type": type,
        type: full_hash(f"{KIND}.custom_fields.{type}", field_params.get(type) or {}),
    }


def automatic_tax(tax_params: dict[str, Any]) -> Object:
    """`automatic_tax`; the emulator has no tax registrations, so these taxes are always 0."""
    enabled = tax_params["enabled"]
    liability = copy_of(tax_params["liability"]) if tax_params.get("liability") else {"type": "self"}
    return {
        "enabled": enabled,
        "liability": liability if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": "requires_location_inputs" if enabled else None,
    }


def invoice_creation(creation: dict[str, Any] | None) -> Object:
    creation = creation or {"enabled": False}
    data = full_hash(f"{KIND}.invoice_creation.invoice_data", creation.get("invoice_data") or {})
    data["metadata"] = data["metadata"] or {}
    return {"enabled": creation["enabled"], "invoice_data": data}


def _showable(field: Field, value: Any) -> bool:
    """Whether a parameter's value can be in the object: some enum values are for parameters only."""
    node = field.slot.node
    if value is None:
        return field.slot.unset
    return not isinstance(node, Enum) or value in node.words


def _member(path: str, value: Any, unset: bool) -> Any:
    """A value within a hash; a nullable hash that lacks a required field is null."""
    if isinstance(value, dict):
        try:
            part = full_hash(path, value)
        except KeyError:
            return copy_of(value)
        whole = all(part[name] is not None or field.slot.unset for name, field in _fields(path, part))
        return part if whole or not unset else None
    return list(value) if isinstance(value, list) else value


def _fields(path: str, part: Object) -> list[tuple[str, Field]]:
    return [(name, field) for name, field in CURRENT.shape(path).fields.items() if name in part]


def _recovery(params: dict[str, Any]) -> Object | None:
    after_expiration = params.get("after_expiration")
    if after_expiration is None:
        return None
    recovery = after_expiration.get("recovery")
    if recovery is None:
        return {"recovery": None}
    return {
        "recovery": {
            "allow_promotion_codes": recovery.get("allow_promotion_codes", False),
            "enabled": recovery["enabled"],
            "expires_at": None,
            "url": None,
        }
    }


def _saved(params: dict[str, Any], mode: str) -> Object | None:
    saved = params.get("saved_payment_method_options")
    if mode == "setup" or (saved is None and not params.get("customer")):
        return None
    defaults = {"allow_redisplay_filters": ["always"], "payment_method_remove": "disabled"}
    return full_hash(f"{KIND}.saved_payment_method_options", {**defaults, **(saved or {})})
