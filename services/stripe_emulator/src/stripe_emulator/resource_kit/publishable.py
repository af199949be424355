"""What a publishable key may read and change: an intent whose client secret it has (facts 68-72)."""

from __future__ import annotations

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid, missing_param

PAYMENT_INTENT = (
    "id",
    "object",
    "amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
)
SETUP_INTENT = (
    "id",
    "object",
    "cancellation_reason",
    "client_secret",
    "created",
    "description",
    "last_setup_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "status",
    "usage",
)
VISIBLE = {"payment_intent": PAYMENT_INTENT, "setup_intent": SETUP_INTENT}


def publishable_view(obj: Object) -> Object:
    """The fields of an intent that a publishable key may see (facts 68, 69); other objects as they are."""
    names = VISIBLE.get(obj.get("object", ""))
    return obj if names is None else {name: obj[name] for name in names if name in obj}


def find_with_secret(call: Call, kind: str, name: str) -> Object:
    """The intent of the path; a publishable key must send its matching client secret (fact 72)."""
    secret = call.params.get("client_secret")
    if call.publishable and secret is None:
        raise missing_param("client_secret")
    obj = call.account.find(call.path["id"])
    if call.publishable and (obj is None or obj["object"] != kind):
        message = f"The client_secret provided does not match any associated {name} on this account"
        raise invalid(message, param="client_secret")
    intent = call.account.get(kind, call.path["id"], param="intent")
    if secret is not None:
        check_secret(intent, secret, name)
    return intent


def check_secret(obj: Object, secret: str | None, name: str) -> None:
    """Refuse a client secret that is not the object's; none is refused, and so is any where the object has none."""
    if secret is None or secret != obj["client_secret"]:
        message = f"The client_secret provided does not match the client_secret associated with the {name}."
        raise invalid(message, param="client_secret")
