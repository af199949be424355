"""https://docs.stripe.com/api/customer_portal/configurations: create, retrieve, update, list."""

from __future__ import annotations

from stripe_emulator.portal import configurations
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import lister, retriever
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.state.account import Object, copy_of

KIND = configurations.KIND


def create(call: Call) -> Object:
    configuration = configurations.make(call, call.params)
    call.emit("billing_portal.configuration.created", configuration)
    return configuration


def update(call: Call) -> Object:
    configuration = call.account.get(KIND, call.path["id"])
    before = copy_of(configuration)
    configurations.update(call, configuration, call.params)
    call.emit("billing_portal.configuration.updated", configuration, difference(before, configuration))
    return configuration


ENDPOINTS = (
    Endpoint("POST", "/v1/billing_portal/configurations", create),
    Endpoint("GET", "/v1/billing_portal/configurations", lister(KIND, "active", "is_default")),
    Endpoint("GET", "/v1/billing_portal/configurations/{id}", retriever(KIND)),
    Endpoint("POST", "/v1/billing_portal/configurations/{id}", update),
)
