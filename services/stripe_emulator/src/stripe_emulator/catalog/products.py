"""Making products: by their own endpoint, or inline with a price (https://docs.stripe.com/api/products/create)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import tax_code_table
from stripe_emulator.catalog.checks import check_new_id
from stripe_emulator.contract.nodes import within
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import new
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import invalid

KIND = "product"
# Key of `account.memory`: the features of each product.
FEATURES = "product_features"
GIVEN = (
    "description",
    "package_dimensions",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "unit_label",
    "url",
)
MAX_FEATURES, MAX_IMAGES, MAX_UNIT_LABEL = 15, 8, 12
DESCRIPTOR = re.compile(r"[^<>\\\"']{1,22}")


def create(call: Call, params: Mapping[str, Any], path: str = "", *, active: bool = True) -> Object:
    """A product; `path` is where its parameters are in the request."""
    account = call.account
    check(call, params, path)
    id = check_new_id(call, KIND, params["id"], "Product") if params.get("id") else account.ids.new("prod_")
    product = new(
        account,
        KIND,
        id,
        active=params.get("active", active),
        images=params.get("images") or [],
        marketing_features=features_of(params) or [],
        metadata=merge_metadata({}, params.get("metadata")),
        name=params["name"],
        type=params.get("type", "service"),
        updated=account.now(),
        **{name: params.get(name) for name in GIVEN},
    )
    account.add(product)
    call.emit("product.created", copy_of(product))
    return product


def check(call: Call, params: Mapping[str, Any], path: str = "") -> None:
    for name, most in (("marketing_features", MAX_FEATURES), ("features", MAX_FEATURES), ("images", MAX_IMAGES)):
        if len(params.get(name) or ()) > most:
            message = f"`{name}` may have at most {most} members, got {len(params[name])}."
            raise invalid(message, param=within(path, name))
    descriptor = params.get("statement_descriptor")
    if descriptor is not None and DESCRIPTOR.fullmatch(descriptor) is None:
        message = "A statement descriptor has at most 22 characters, none of them <, >, \\, \", '."
        raise invalid(message, param=within(path, "statement_descriptor"))
    if len(params.get("unit_label") or "") > MAX_UNIT_LABEL:
        message = f"Invalid string: must be at most {MAX_UNIT_LABEL} characters"
        raise invalid(message, param=within(path, "unit_label"), code="parameter_invalid_string_length")
    if params.get("tax_code") is not None:
        tax_code_table.check(call.account, params["tax_code"], within(path, "tax_code"))


def features_of(params: Mapping[str, Any]) -> list[Object] | None:
    """`marketing_features`, or `features` as they were called before 2024-04-10; None without either."""
    for name in ("marketing_features", "features"):
        if name in params:
            return params[name] or []
    return None
