"""Upcoming invoices, as previews were asked for before 2025-03-31.basil.

https://docs.stripe.com/changelog/basil/2025-03-31/invoice-preview-api-deprecations,
https://docs.stripe.com/api/invoices/upcoming?api-version=2025-02-24.acacia
"""

from __future__ import annotations

from typing import Any

from stripe_emulator.billing.preview import preview
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Object

# What these parameters begin with, where a preview has them in `subscription_details`.
OF_SUBSCRIPTION = "subscription_"
# Of the lists alone.
PAGING = ("ending_before", "limit", "starting_after")


def retrieve(call: Call) -> Object:
    """The next invoice of a customer, of a subscription or of a change to it; it is shown without an id."""
    return _preview(call) | {"id": None}


def list_lines(call: Call) -> Object:
    """The lines of that invoice."""
    return page_of(_preview(call)["lines"]["data"], call, call.params)


def _preview(call: Call) -> Object:
    params: dict[str, Any] = {}
    details = dict(call.params.get("subscription_details") or {})
    for name, value in call.params.items():
        if name.startswith(OF_SUBSCRIPTION) and name not in ("subscription_details", "subscription_trial_from_plan"):
            details[name.removeprefix(OF_SUBSCRIPTION)] = value
        elif name not in PAGING:
            params[name] = value
    return preview.make(call, {**params, "subscription_details": details})


ENDPOINTS = (
    Endpoint("GET", "/v1/invoices/upcoming", retrieve),
    Endpoint("GET", "/v1/invoices/upcoming/lines", list_lines),
)
