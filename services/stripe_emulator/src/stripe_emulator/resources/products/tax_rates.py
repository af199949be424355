"""https://docs.stripe.com/api/tax_rates: create, retrieve, update, list."""

from __future__ import annotations

from stripe_emulator.catalog.checks import of_path, retriever_of
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change, lister, new
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.metadata import merge_metadata
from stripe_emulator.state.account import Object
from stripe_emulator.wire.errors import invalid

KIND = "tax_rate"
WORDS = "tax rate"
TEXTS = ("country", "description", "display_name", "jurisdiction", "state", "tax_type")
MAX_NAME, MAX_DECIMALS = 50, 4


def create(call: Call) -> Object:
    """A rate of so many percent, in the price or on top of it."""
    params = call.params
    _check_name(params)
    rate = new(
        call.account,
        KIND,
        call.account.ids.new("txr_"),
        active=params.get("active", True),
        effective_percentage=_percentage(params["percentage"]),
        inclusive=params["inclusive"],
        metadata=merge_metadata({}, params.get("metadata")),
        percentage=params["percentage"],
        rate_type="percentage",
        **{name: params.get(name) for name in TEXTS},
    )
    call.account.add(rate)
    call.emit("tax_rate.created", rate)
    return rate


def update(call: Call) -> Object:
    """Change the name of a rate, or archive it; its percentage is permanent."""
    rate = of_path(call, KIND, KIND, WORDS)
    _check_name(call.params)
    previous = change(rate, call.params, ("active", "metadata", *TEXTS))
    if previous:
        call.emit("tax_rate.updated", rate, previous)
    return rate


def _percentage(percentage: float) -> float:
    if not 0 <= percentage <= 100:
        raise invalid(f"Invalid percentage: must be between 0 and 100; got {percentage}", param="percentage")
    if round(percentage, MAX_DECIMALS) != percentage:
        message = f"Invalid percentage: at most {MAX_DECIMALS} decimal places; got {percentage}"
        raise invalid(message, param="percentage")
    return percentage


def _check_name(params: Object) -> None:
    if len(params.get("display_name") or "") > MAX_NAME:
        message = f"Invalid string: must be at most {MAX_NAME} characters"
        raise invalid(message, param="display_name", code="parameter_invalid_string_length")


ENDPOINTS = (
    Endpoint("POST", "/v1/tax_rates", create),
    Endpoint("GET", "/v1/tax_rates", lister(KIND, "active", "inclusive")),
    Endpoint("GET", "/v1/tax_rates/{tax_rate}", retriever_of(KIND, KIND, WORDS)),
    Endpoint("POST", "/v1/tax_rates/{tax_rate}", update),
)
