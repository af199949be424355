"""https://docs.stripe.com/api/entitlements/feature: create, retrieve, update, list what products entitle to."""

from __future__ import annotations

from stripe_emulator.catalog.checks import of_path, retriever_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "entitlements.feature"


def create(call: Call) -> Object:
    """A feature under a lookup key of its own."""
    key = call.params["lookup_key"]
    if next(call.account.each(KIND, lookup_key=key, active=True), None) is not None:
        raise invalid(f"A feature with the lookup key `{key}` already exists.", param="lookup_key")
    feature = new(
        call.account,
        KIND,
        call.account.ids.new("feat_"),
        active=True,
        lookup_key=key,
        metadata=merge_metadata({}, call.params.get("metadata")),
        name=call.params["name"],
    )
    return call.account.add(feature)


def update(call: Call) -> Object:
    feature = of_path(call, KIND, "id", "feature")
    change(feature, call.params, ("active", "metadata", "name"))
    call.account.refile(feature)
    return feature


def list_all(call: Call) -> Object:
    """Features that are active, or with `archived=true` those that are not."""
    archived = call.params.get("archived")
    active: Object = {} if archived is None else {"active": not archived}
    return page(call, KIND, "lookup_key", judged=("archived",), **active)


ENDPOINTS = (
    Endpoint("POST", "/v1/entitlements/features", create),
    Endpoint("GET", "/v1/entitlements/features", list_all),
    Endpoint("GET", "/v1/entitlements/features/{id}", retriever_of(KIND, "id", "feature")),
    Endpoint("POST", "/v1/entitlements/features/{id}", update),
)
