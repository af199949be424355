"""`next_action`: what the shopper is asked to do, and the page where a test does it (fact 62)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from stripe_emulator.contract import CURRENT
from stripe_emulator.money.ledger import DAY
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import missing_param

# Types with an action of their own call it `boleto_display_details`, `pix_display_qr_code`, ...
SUFFIXES = ("display_details", "display_qr_code", "handle_redirect", "handle_redirect_or_display_qr_code", "authorize")
# Whose shoppers are sent to a page all the same (confirmKlarnaPayment in the type files of @stripe/stripe-js 10.2.1).
REDIRECTING = ("klarna",)
LINKS = (
    "data",
    "hosted_instructions_url",
    "hosted_voucher_url",
    "image_data_url",
    "image_url_png",
    "image_url_svg",
    "mobile_auth_url",
    "native_url",
    "pdf",
    "url",
)
EXPIRY = ("expires_after", "expires_at")
EXPIRY_DAYS = 3


def page_url(call: Call, intent: Object) -> str:
    """The test page on which the payment is authorized or fails, in place of the bank's or the wallet's."""
    return (
        f"{call.base_url}/_localstack/stripe/three_d_secure/{intent['id']}"
        f"?client_secret={quote(intent['client_secret'])}&account={quote(call.account.name)}"
    )


def challenge(call: Call, intent: Object) -> Object:
    """3D Secure: Stripe.js's own dialog where the client asked for it or there is no `return_url`, else a redirect."""
    url, return_url = page_url(call, intent), call.account.return_urls.get(intent["id"])
    if return_url is None or call.params.get("use_stripe_sdk"):
        return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}


def of_type(call: Call, intent: Object, type: str) -> Object:
    """The type's own `next_action`, or a redirect, which needs a `return_url`."""
    url, return_url = page_url(call, intent), call.account.return_urls.get(intent["id"])
    for suffix in () if type in REDIRECTING else SUFFIXES:
        own = _own(call, intent, f"{type}_{suffix}", url, return_url)
        if own is not None:
            return own
    if return_url is None:
        raise missing_param("return_url")
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}


def microdeposits(call: Call, intent: Object) -> Object:
    """Amounts, or one amount with a code, are on their way to the bank account to verify it."""
    arrival = (call.account.now() // DAY + 2) * DAY
    action = {
        "arrival_date": arrival,
        "hosted_verification_url": page_url(call, intent),
        "microdeposit_type": "descriptor_code",
    }
    return {"type": "verify_with_microdeposits", "verify_with_microdeposits": action}


def _own(call: Call, intent: Object, name: str, url: str, return_url: str | None) -> Object | None:
    try:
        action = CURRENT.part(f"{intent['object']}.next_action.{name}")
    except KeyError:
        return None
    expiry = call.account.now() + EXPIRY_DAYS * DAY
    values: dict[str, Any] = {
        **dict.fromkeys(LINKS, url),
        **dict.fromkeys(EXPIRY, expiry),
        "entity": "12345",
        "number": "01010101010101010101010101010101",
        "qr_code": {"expires_at": expiry, "data": url, "image_url_png": url, "image_url_svg": url},
        "reference": "123456789",
        "return_url": return_url,
    }
    action.update({field: values[field] for field in action if field in values})
    if "qr_code" in action:
        shape = CURRENT.part(f"{intent['object']}.next_action.{name}.qr_code")
        action["qr_code"] = {field: values["qr_code"].get(field) for field in shape}
    if "stores" in action:
        action["stores"] = _stores()
    return {"type": name, name: action}


def _stores() -> Object:
    chains = CURRENT.part("payment_intent.next_action.konbini_display_details.stores")
    return {chain: {"confirmation_number": "01234567890", "payment_code": "123456"} for chain in chains}
