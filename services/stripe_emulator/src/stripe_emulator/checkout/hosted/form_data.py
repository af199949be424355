"""The submitted form: validated, and converted to parameters of the API."""

from __future__ import annotations

import re
from typing import Any

from stripe_emulator.checkout import confirmation
from stripe_emulator.checkout.hosted.methods import METHODS, REQUIRED, Texts, chosen, need
from stripe_emulator.checkout.hosted.sections import unsupported
from stripe_emulator.checkout.internal_requests import internal_request
from stripe_emulator.checkout.shopper import ShopperInput
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import StripeError, invalid

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# Where a refusal of the payment method belongs, by its `param`.
METHOD_FIELDS = {
    "number": "cardNumber",
    "exp_month": "cardExpiry",
    "exp_year": "cardExpiry",
    "cvc": "cardCvc",
    "iban": "iban",
    "account_number": "accountNumber",
    "routing_number": "routingNumber",
}
ADDRESS = {
    "city": "Locality",
    "country": "Country",
    "line1": "AddressLine1",
    "line2": "AddressLine2",
    "postal_code": "PostalCode",
    "state": "AdministrativeArea",
}
NEEDED = ("AddressLine1", "Locality")


class Incomplete(Exception):
    """Something is missing or cannot be: what, by the field's id."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def shopper_input(call: Call, session: Object, values: Texts) -> ShopperInput:
    """The form's data with a PaymentMethod made of it; raises `Incomplete` with the errors of all fields."""
    errors: dict[str, str] = {}
    shopper = _contact(session, values, errors)
    if session["shipping_address_collection"] is not None:
        need(values, errors, "shippingName", *(f"shipping{part}" for part in NEEDED))
        allowed = session["shipping_address_collection"]["allowed_countries"]
        if values.get("shippingCountry") not in allowed:
            errors["shippingCountry"] = REQUIRED
        shopper.shipping = {"address": _address("shipping", values), "name": values.get("shippingName")}
    _custom(session, values, errors, shopper)
    _consent(session, values, errors, shopper)
    wants_method = confirmation.needs_method(session)
    if wants_method:
        _check_method(session, values, errors)
    if errors:
        raise Incomplete(errors)
    if wants_method:
        shopper.payment_method = _method(call, session, values, shopper)
    return shopper


def of_refusal(error: StripeError) -> dict[str, str]:
    """The form field that a refusal is about, with its message; empty for other refusals."""
    name = (error.param or "").removesuffix("]").rpartition("[")[2]
    return {METHOD_FIELDS[name]: error.message or "Invalid"} if name in METHOD_FIELDS else {}


def _contact(session: Object, values: Texts, errors: dict[str, str]) -> ShopperInput:
    known = (session["customer_details"] or {}).get("email")
    email = known or values.get("email", "").strip()
    if not email:
        errors["email"] = REQUIRED
    elif not EMAIL.fullmatch(email):
        errors["email"] = "Your email is incomplete."
    shopper = ShopperInput(email=email, name=values.get("billingName", "").strip() or None)
    if session["phone_number_collection"]["enabled"]:
        need(values, errors, "phoneNumber")
        shopper.phone = values.get("phoneNumber")
    names = session["name_collection"] or {}
    for kind in ("business", "individual"):
        required = names.get(kind) or {}
        if required.get("enabled"):
            if not required.get("optional"):
                need(values, errors, f"{kind}Name")
            setattr(shopper, f"{kind}_name", values.get(f"{kind}Name") or None)
    return shopper


def _custom(session: Object, values: Texts, errors: dict[str, str], shopper: ShopperInput) -> None:
    for custom in session["custom_fields"]:
        id, type = f"customField-{custom['key']}", custom["type"]
        value = values.get(id, "").strip()
        if not value:
            if not custom["optional"]:
                errors[id] = REQUIRED
        elif type == "dropdown" and value not in [option["value"] for option in custom["dropdown"]["options"]]:
            errors[id] = REQUIRED
        elif type == "numeric" and not value.isdigit():
            errors[id] = "Only numbers are allowed."
        elif type != "dropdown" and not _fits(value, custom[type]):
            errors[id] = "This does not have the right number of characters."
        shopper.custom_fields[custom["key"]] = value


def _fits(value: str, limits: Object) -> bool:
    least, most = limits["minimum_length"], limits["maximum_length"]
    return (least is None or len(value) >= least) and (most is None or len(value) <= most)


def _consent(session: Object, values: Texts, errors: dict[str, str], shopper: ShopperInput) -> None:
    required = session["consent_collection"] or {}
    shopper.promotions = values.get("promotionalConsentCheckbox") == "on"
    shopper.terms_accepted = values.get("termsOfServiceConsentCheckbox") == "on"
    if required.get("terms_of_service") == "required" and not shopper.terms_accepted:
        errors["termsOfServiceConsentCheckbox"] = "You must accept the terms to continue."


def _check_method(session: Object, values: Texts, errors: dict[str, str]) -> None:
    METHODS[_type(session, values)].check(values, errors)
    need(values, errors, "billingName")
    if session["billing_address_collection"] == "required" and not _same(session, values):
        need(values, errors, *(f"billing{part}" for part in NEEDED))


def _method(call: Call, session: Object, values: Texts, shopper: ShopperInput) -> str:
    shopper.address = (
        shopper.shipping["address"] if shopper.shipping and _same(session, values) else _address("billing", values)
    )
    billing = {"address": shopper.address, "email": shopper.email, "name": shopper.name, "phone": shopper.phone}
    params: dict[str, Any] = {"billing_details": {name: value for name, value in billing.items() if value}}
    type = _type(session, values)
    params |= {"type": type, type: METHODS[type].params(values)}
    return str(internal_request(call, "POST", "/v1/payment_methods", params)["id"])


def _type(session: Object, values: Texts) -> str:
    type = chosen(session, values)
    if type is None:
        raise invalid(unsupported(session), param="payment_method_types")
    return type


def _same(session: Object, values: Texts) -> bool:
    return session["shipping_address_collection"] is not None and values.get("sameAddress") == "on"


def _address(prefix: str, values: Texts) -> Object:
    return {name: values.get(f"{prefix}{part}", "").strip() or None for name, part in ADDRESS.items()}
