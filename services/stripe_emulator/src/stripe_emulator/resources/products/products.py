"""https://docs.stripe.com/api/products: create, retrieve, update, delete, list, search; and their features."""

from __future__ import annotations

from stripe_emulator.catalog import prices, products
from stripe_emulator.catalog.checks import of_path, retriever_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.changes import difference
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.resource_kit.search import STRING, TOKEN, searcher
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = products.KIND
CHANGEABLE = (
    "active",
    "default_price",
    "description",
    "images",
    "marketing_features",
    "metadata",
    "name",
    "package_dimensions",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "unit_label",
    "url",
)
SEARCHABLE = {
    "active": TOKEN,
    "description": STRING,
    "metadata": TOKEN,
    "name": STRING,
    "shippable": TOKEN,
    "url": STRING,
}
DEFAULT_PRICE = "default_price_data"


def create(call: Call) -> Object:
    """A product; with `default_price_data` also its price."""
    data = call.params.get(DEFAULT_PRICE)
    if data is not None:
        prices.check(call, data, DEFAULT_PRICE)
    product = products.create(call, call.params)
    if data is not None:
        price = prices.create(call, data, product["id"], DEFAULT_PRICE)
        product["default_price"] = price["id"]
        call.emit("product.updated", product, {"default_price": None})
    return product


def update(call: Call) -> Object:
    """Change what is given; the default price must be one of the product's own."""
    product, params = of_path(call, KIND, "id"), dict(call.params)
    products.check(call, params)
    price = call.resolve("price", "default_price")
    if price is not None and price["product"] != product["id"]:
        message = f"The price `{price['id']}` belongs to the product `{price['product']}`, not to `{product['id']}`."
        raise invalid(message, param="default_price")
    features = products.features_of(params)
    if features is not None:
        params["marketing_features"] = features
    if params.get("images", "") is None:
        params["images"] = []
    before = copy_of(product)
    if change(product, params, CHANGEABLE):
        product["updated"] = call.account.now()
        call.emit("product.updated", product, difference(before, product))
    return product


def delete(call: Call) -> Object:
    """Delete a product; 400 where it has a price."""
    product = of_path(call, KIND, "id")
    if next(call.account.each("price", product=product["id"]), None) is not None:
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")
    call.emit("product.deleted", product)
    call.account.memory.get(products.FEATURES, {}).pop(product["id"], None)
    call.account.remove(product)
    return {"id": product["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Object:
    ids = call.params.get("ids")

    def matches(product: Object) -> bool:
        return ids is None or product["id"] in ids

    return page(call, KIND, "active", "shippable", "type", "url", where=matches, judged=("ids",))


ENDPOINTS = (
    Endpoint("POST", "/v1/products", create),
    Endpoint("GET", "/v1/products", list_all),
    Endpoint("GET", "/v1/products/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", "/v1/products/{id}", retriever_of(KIND, "id")),
    Endpoint("POST", "/v1/products/{id}", update),
    Endpoint("DELETE", "/v1/products/{id}", delete),
)
