"""https://docs.stripe.com/api/customer_portal/sessions: create."""

from __future__ import annotations

from stripe_emulator.portal import configurations, sessions
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import missing_param

KIND = sessions.KIND


def create(call: Call) -> Object:
    """A session for one customer, with the default configuration unless one is named."""
    customer = call.resolve("customer", "customer")
    if customer is None:
        raise missing_param("customer")
    id = call.params.get("configuration")
    named = None if id is None else configurations.active(call.account, id, "configuration")
    return sessions.make(call, customer, named or configurations.default(call), call.params)


ENDPOINTS = (Endpoint("POST", "/v1/billing_portal/sessions", create),)
