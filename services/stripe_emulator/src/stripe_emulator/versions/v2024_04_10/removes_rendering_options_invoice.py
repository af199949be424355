"""An invoice's `rendering_options` are gone: `rendering` has the same.

The SDKs of that day name the removal (https://github.com/stripe/stripe-php/releases/tag/v14.0.0).
"""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _options(_: Account, invoice: Object) -> Object | None:
    display = (invoice["rendering"] or {}).get("amount_tax_display")
    return None if display is None else {"amount_tax_display": display}


def _as_rendering(_: Account, params: Object, __: Mapping[str, str]) -> None:
    options = params.pop("rendering_options", None)
    if options is not None:
        params.setdefault("rendering", options)


CHANGE = Change(
    "https://docs.stripe.com/changelog/2024-04-10",
    fields={"invoice": {"rendering_options": _options}},
    params={"POST /v1/invoices": _as_rendering, "POST /v1/invoices/{}": _as_rendering},
)
