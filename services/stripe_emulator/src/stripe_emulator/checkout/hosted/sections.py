"""The right half of the page: contact, shipping, payment, consent, and the button."""

from __future__ import annotations

from html import escape

from stripe_emulator.checkout import confirmation, creation
from stripe_emulator.checkout.hosted.html import box, choice, countries, field
from stripe_emulator.checkout.hosted.methods import METHODS, Texts, chosen, methods_of, plain
from stripe_emulator.checkout.hosted.summary import pay_label
from stripe_emulator.checkout.session_state import SessionState
from stripe_emulator.resource_kit.amounts import display
from stripe_emulator.state.account import Account, Object

KEYBOARDS = {"numeric": "numeric", "text": "text"}
UNITS = {"business_day": "business day", "day": "day", "hour": "hour", "month": "month", "week": "week"}


def form(account: Account, session: Object, state: SessionState, values: Texts, errors: Texts, refusal: str) -> str:
    """The form; `typed` are earlier values by field, `errors` their errors, `refusal` an error of the whole form."""
    hidden = "" if refusal else " hidden"
    sections = (
        _contact(account, session, values, errors),
        _shipping_address(session, values, errors),
        _shipping_options(account, session, state),
        _custom_fields(session, values, errors),
        _payment(session, values, errors),
        _consent(session, values, errors),
    )
    return (
        f"<form id='checkout' method='post' action='{creation.PATH}/{session['id']}' novalidate>"
        f"<p class='refused' id='refused' role='alert'{hidden}>{escape(refusal)}</p>{''.join(sections)}"
        "<button class='pay-now' name='action' value='pay' data-testid='hosted-payment-submit-button'>"
        f"{escape(pay_label(session, state))}</button>"
        f"{_text(session, 'submit')}{_text(session, 'after_submit')}</form>"
    )


def _contact(account: Account, session: Object, values: Texts, errors: Texts) -> str:
    known = (session["customer_details"] or {}).get("email") or ""
    fixed = {"readonly": ""} if known else {}
    email = field(
        "email",
        "Email",
        known or values.get("email", ""),
        errors.get("email"),
        type="email",
        autocomplete="email",
        **fixed,
    )
    parts = [email]
    if session["phone_number_collection"]["enabled"]:
        parts.append(plain("phoneNumber", "Phone number", values, errors, type="tel", autocomplete="tel"))
    names = session["name_collection"] or {}
    for kind, label in (("business", "Business name"), ("individual", "Full name")):
        if (names.get(kind) or {}).get("enabled"):
            parts.append(plain(f"{kind}Name", label, values, errors))
    return f"<h2>Contact information</h2>{''.join(parts)}"


def _shipping_address(session: Object, values: Texts, errors: Texts) -> str:
    collection = session["shipping_address_collection"]
    if collection is None:
        return ""
    fields = _address("shipping", values, errors, countries(collection["allowed_countries"]))
    name = plain("shippingName", "Full name", values, errors, autocomplete="shipping name")
    text = _text(session, "shipping_address")
    return f"<fieldset><legend><h2>Shipping address</h2></legend>{name}{fields}{text}</fieldset>"


def _shipping_options(account: Account, session: Object, state: SessionState) -> str:
    if not session["shipping_options"]:
        return ""
    chosen = (state.shipping_rate or {}).get("id")
    options = []
    for option in session["shipping_options"]:
        rate = account.get("shipping_rate", option["shipping_rate"])
        cost = display(option["shipping_amount"], session["currency"]) if option["shipping_amount"] else "Free"
        on = " checked" if rate["id"] == chosen else ""
        options.append(
            f"<div class='option'><input type='radio' name='shipping_rate' id='{rate['id']}' value='{rate['id']}'{on}"
            f" data-update=''><label for='{rate['id']}'>{escape(rate['display_name'] or 'Shipping')}, {escape(cost)}"
            f"<small>{escape(_estimate(rate))}</small></label></div>"
        )
    return f"<fieldset><legend><h2>Shipping method</h2></legend>{''.join(options)}</fieldset>"


def _estimate(rate: Object) -> str:
    """`5-7 business days`."""
    estimate = rate["delivery_estimate"] or {}
    ends = [estimate[name] for name in ("minimum", "maximum") if estimate.get(name)]
    if not ends:
        return ""
    numbers, unit = [str(end["value"]) for end in ends], UNITS[ends[-1]["unit"]]
    plural = "" if numbers == ["1"] else "s"
    if len(ends) == 1:
        return f"{'At least' if estimate.get('minimum') else 'Up to'} {numbers[0]} {unit}{plural}"
    return f"{numbers[0]}-{numbers[1]} {unit}{plural}"


def _custom_fields(session: Object, values: Texts, errors: Texts) -> str:
    parts = []
    for custom in session["custom_fields"]:
        id, label = f"customField-{custom['key']}", custom["label"]["custom"]
        label += " (optional)" if custom["optional"] else ""
        value = values.get(id) or custom[custom["type"]]["default_value"] or ""
        if custom["type"] == "dropdown":
            options = [("", "Select"), *((one["value"], one["label"]) for one in custom["dropdown"]["options"])]
            parts.append(choice(escape(id), label, options, value, errors.get(id)))
        else:
            parts.append(field(escape(id), label, value, errors.get(id), inputmode=KEYBOARDS[custom["type"]]))
    return f"<fieldset>{''.join(parts)}</fieldset>" if parts else ""


def _payment(session: Object, values: Texts, errors: Texts) -> str:
    hidden = "" if confirmation.needs_method(session) else " hidden"
    types, picked = methods_of(session), chosen(session, values)
    methods = "".join(
        f"<div class='way'>{_radio(type, type == picked) if len(types) > 1 else ''}"
        f"<div class='of-{type}'>{METHODS[type].fields(values, errors)}</div></div>"
        for type in types
    )
    if not types:
        methods = f"<p>{escape(unsupported(session))}</p>"
    label = "Cardholder name" if types == ["card"] else "Name"
    name = plain("billingName", label, values, errors, autocomplete="name")
    same = session["shipping_address_collection"] is not None
    shipped = (
        box("sameAddress", "Billing info is the same as shipping", values.get("sameAddress", "on") == "on")
        if same
        else ""
    )
    return (
        f"<fieldset id='method'{hidden}><legend><h2>Payment method</h2></legend>{methods}{name}{shipped}"
        f"<div id='billing'>{_billing(session, values, errors)}</div></fieldset>"
    )


def unsupported(session: Object) -> str:
    """What is said where the page has none of the session's payment methods."""
    types = ", ".join(session["payment_method_types"])
    return f"This page of the emulator has none of the payment methods of the session: {types}."


def _radio(type: str, on: bool) -> str:
    return (
        f"<div class='option'><input type='radio' name='method' id='method-{type}' value='{type}'"
        f"{' checked' if on else ''}><label for='method-{type}'>{escape(METHODS[type].label)}</label></div>"
    )


def _billing(session: Object, values: Texts, errors: Texts) -> str:
    if session["billing_address_collection"] == "required":
        return _address("billing", values, errors, countries())
    country = choice(
        "billingCountry",
        "Country or region",
        countries(),
        values.get("billingCountry", "US"),
        errors.get("billingCountry"),
        autocomplete="billing country",
    )
    code = plain("billingPostalCode", "ZIP or postal code", values, errors, autocomplete="billing postal-code")
    return f"<div class='pair'>{country}{code}</div>"


def _address(prefix: str, values: Texts, errors: Texts, choices: list[tuple[str, str]]) -> str:
    fallback = "US" if any(code == "US" for code, _ in choices) else choices[0][0]
    id = f"{prefix}Country"
    country = choice(
        id, "Country or region", choices, values.get(id, fallback), errors.get(id), autocomplete=f"{prefix} country"
    )
    lines = "".join(
        plain(f"{prefix}{name}", label, values, errors, autocomplete=f"{prefix} {hint}")
        for name, label, hint in (
            ("AddressLine1", "Address line 1", "address-line1"),
            ("AddressLine2", "Address line 2", "address-line2"),
        )
    )
    city = plain(f"{prefix}Locality", "City", values, errors, autocomplete=f"{prefix} address-level2")
    code = plain(f"{prefix}PostalCode", "ZIP or postal code", values, errors, autocomplete=f"{prefix} postal-code")
    state = plain(
        f"{prefix}AdministrativeArea", "State or province", values, errors, autocomplete=f"{prefix} address-level1"
    )
    return f"{country}{lines}<div class='pair'>{city}{code}</div>{state}"


def _consent(session: Object, values: Texts, errors: Texts) -> str:
    collection = session["consent_collection"] or {}
    parts = []
    if collection.get("promotions") == "auto":
        words = "Get updates and special offers by email"
        parts.append(box("promotionalConsentCheckbox", words, values.get("promotionalConsentCheckbox") == "on"))
    if collection.get("terms_of_service") == "required":
        id, custom = "termsOfServiceConsentCheckbox", session["custom_text"]["terms_of_service_acceptance"]
        words = custom["message"] if custom else "I agree to the terms of service and privacy policy"
        parts.append(box(id, words, values.get(id) == "on", errors.get(id)))
    return "".join(parts)


def _text(session: Object, name: str) -> str:
    text = session["custom_text"][name]
    return f"<p class='fine'>{escape(text['message'])}</p>" if text else ""
