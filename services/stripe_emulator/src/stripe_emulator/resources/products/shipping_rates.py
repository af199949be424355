"""https://docs.stripe.com/api/shipping_rates: create, retrieve, update, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_emulator.catalog import shipping_rates
from stripe_emulator.catalog.checks import of_path, retriever_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = shipping_rates.KIND
WORDS = "shipping rate"


def create(call: Call) -> Object:
    return shipping_rates.create(call, call.params)


def update(call: Call) -> Object:
    """Change metadata, amounts in other currencies, whether it can be chosen."""
    rate, params = of_path(call, KIND, "shipping_rate_token", WORDS), call.params
    if params.get("tax_behavior", rate["tax_behavior"]) != rate["tax_behavior"] != "unspecified":
        message = f"`tax_behavior` cannot be changed once it is set; it is `{rate['tax_behavior']}`."
        raise invalid(message, param="tax_behavior")
    options: Mapping[str, Any] = (params.get("fixed_amount") or {}).get("currency_options") or {}
    shipping_rates.change_options(call.account, rate, options)
    change(rate, params, ("active", "metadata", "tax_behavior"))
    call.account.refile(rate)
    return rate


def list_all(call: Call) -> Object:
    """Shipping rates, also by the currency of their amount."""
    currency = call.params.get("currency")
    return page(
        call,
        KIND,
        "active",
        judged=("currency",),
        where=lambda rate: currency is None or rate["fixed_amount"]["currency"] == currency.lower(),
    )


ENDPOINTS = (
    Endpoint("POST", "/v1/shipping_rates", create),
    Endpoint("GET", "/v1/shipping_rates", list_all),
    Endpoint("GET", "/v1/shipping_rates/{shipping_rate_token}", retriever_of(KIND, "shipping_rate_token", WORDS)),
    Endpoint("POST", "/v1/shipping_rates/{shipping_rate_token}", update),
)
