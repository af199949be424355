"""A product's `features` are called `marketing_features`."""

from __future__ import annotations

from collections.abc import Mapping

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _rename(_: Account, params: Object, __: Mapping[str, str]) -> Mapping[str, str]:
    if "features" in params:
        params["marketing_features"] = params.pop("features")
    return {"marketing_features": "features"}


CHANGE = Change(
    "https://docs.stripe.com/changelog/2024-04-10/renames-features-attribute-product-object",
    fields={"product": {"features": lambda _, product: product["marketing_features"]}},
    params={"POST /v1/products": _rename, "POST /v1/products/{}": _rename},
)
