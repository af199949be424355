"""`payment_method_options`: one hash per type, with what Stripe fills in by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stripe_emulator.state.account import Object

CARD: Object = {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
DEFAULTS: dict[str, Object] = {
    "bancontact": {"preferred_language": "en"},
    "boleto": {"expires_after_days": 3},
    "card": CARD,
    "customer_balance": {"bank_transfer": {"type": None}, "funding_type": None},
    "klarna": {"preferred_locale": None},
    "link": {"persistent_token": None},
    "oxxo": {"expires_after_days": 3},
    "us_bank_account": {"verification_method": "automatic"},
    "wechat_pay": {"app_id": None, "client": None},
}
# Accepted as parameters, never in the object.
WRITE_ONLY = frozenset(
    (
        "code",
        "cvc_token",
        "moto",
        "networks",
        "on_demand",
        "risk_correlation_id",
        "subscriptions",
        "three_d_secure",
        "tos_shown_and_accepted",
    )
)
# Values that the official CLI sends for those of the SDK.
CLI_WORDS = {"jp_bank_account": "jp_bank_transfer"}


def blank(types: Iterable[str]) -> Object:
    """The default options of an intent that takes these types."""
    return {type: dict(DEFAULTS.get(type, {})) for type in types}


def apply(intent: Object, params: dict[str, Any], defaults: dict[str, Object] = DEFAULTS) -> None:
    """Write the options of a request into an intent, type by type; a type that is unset gets its defaults again."""
    options = intent["payment_method_options"] or {}
    for type, values in params.items():
        if type in ("card", "upi", "pix") or type in intent["payment_method_types"]:
            options[type] = {**(options.get(type) or defaults.get(type, {})), **_visible(type, values or {})}
    intent["payment_method_options"] = options


def _visible(type: str, values: dict[str, Any]) -> Object:
    visible = {name: value for name, value in values.items() if name not in WRITE_ONLY and value is not None}
    if type == "upi":
        visible.pop("mandate_options", None)
    transfer = visible.get("bank_transfer")
    if transfer is not None:
        visible["bank_transfer"] = {**transfer, "type": CLI_WORDS.get(transfer["type"], transfer["type"])}
    return visible
