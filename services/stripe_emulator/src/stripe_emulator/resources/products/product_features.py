"""https://docs.stripe.com/api/product-feature: attach, retrieve, list, detach what a product entitles to."""

from __future__ import annotations

from stripe_emulator.catalog import products
from stripe_emulator.catalog.checks import of_path
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Account, Object, copy_of
from stripe_emulator.wire.errors import invalid, no_such

KIND = "product_feature"
FEATURE = "entitlements.feature"


def create(call: Call) -> Object:
    product, id = _product(call), call.params["entitlement_feature"]
    feature = call.account.table(FEATURE).find(id)
    if feature is None:
        raise no_such("feature", id[:200], "entitlement_feature", 400)
    if any(one["entitlement_feature"]["id"] == id for one in _of(call, product)):
        raise invalid(
            f"The feature `{id}` is already attached to the product `{product['id']}`.", "entitlement_feature"
        )
    attached = new(call.account, KIND, call.account.ids.new("prodft_"), entitlement_feature={"id": id})
    _of(call, product).insert(0, attached)
    return _as_feature(call.account, attached)


def retrieve(call: Call) -> Object:
    return _as_feature(call.account, _of_path(call))


def delete(call: Call) -> Object:
    attached = _of_path(call)
    _of(call, _product(call)).remove(attached)
    return {"id": attached["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    return page_of([_as_feature(call.account, one) for one in _of(call, _product(call))], call)


def _product(call: Call) -> Object:
    return of_path(call, products.KIND, "product")


def _of(call: Call, product: Object) -> list[Object]:
    attached: list[Object] = call.account.memory.setdefault(products.FEATURES, {}).setdefault(product["id"], [])
    return attached


def _of_path(call: Call) -> Object:
    for one in _of(call, _product(call)):
        if one["id"] == call.path["id"]:
            return one
    raise no_such("product feature", call.path["id"][:200])


def _as_feature(account: Account, attached: Object) -> Object:
    """The attachment with its feature as it is now."""
    return {**attached, "entitlement_feature": copy_of(account.get(FEATURE, attached["entitlement_feature"]["id"]))}


_ALL = "/v1/products/{product}/features"
ENDPOINTS = (
    Endpoint("POST", _ALL, create),
    Endpoint("GET", _ALL, list_all),
    Endpoint("GET", f"{_ALL}/{{id}}", retrieve),
    Endpoint("DELETE", f"{_ALL}/{{id}}", delete),
)
