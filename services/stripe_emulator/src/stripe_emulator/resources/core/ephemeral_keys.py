"""https://docs.stripe.com/payments/mobile: keys of an hour for a customer's app."""

from __future__ import annotations

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import missing_param

KIND = "ephemeral_key"
LIFETIME = 3600
SUBJECTS = ("customer", "issuing_card", "verification_session")


def create(call: Call) -> Object:
    """A key for one customer, issued card or verification session."""
    account, params = call.account, call.params
    call.resolve("customer", "customer")
    if not any(params.get(name) for name in SUBJECTS):
        raise missing_param("customer")
    id = account.ids.new("ephkey_")
    key = new(
        account, KIND, id, expires=account.now() + LIFETIME, secret=f"ek_test_{account.name}_{account.ids.letters(32)}"
    )
    return account.add(key)


def delete(call: Call) -> Object:
    key = call.account.get(KIND, call.path["id"])
    call.account.remove(key)
    return {**key, "expires": call.account.now(), "secret": None}


ENDPOINTS = (
    Endpoint("POST", "/v1/ephemeral_keys", create),
    Endpoint("DELETE", "/v1/ephemeral_keys/{id}", delete),
)
