"""Requests of a checkout to other resources, as a merchant's server would make them: the same handlers and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import API_VERSION, Account, Object


def internal_request(call: Call, method: str, path: str, params: dict[str, Any] | None = None, *ids: str) -> Object:
    """One request with typed parameters to another resource; `path` has a `{}` for each of `ids`.

    Parameters that are None are left out. Raises the refusal of the resource.
    """
    endpoint = call.emulator.served[method, path]
    sent = {name: value for name, value in (params or {}).items() if value is not None}
    request = replace(
        call,
        params=sent,
        path=dict(zip(endpoint.ids, ids, strict=True)),
        publishable=False,
        url=path.format(*ids),
        version=API_VERSION,
    )
    return endpoint.handler(request)


@contextmanager
def sellable(account: Account, prices: Iterable[str]) -> Iterator[None]:
    """Activate prices for the duration of a sale, with their products: those of `price_data` are inactive otherwise."""
    price_objects = [account.find(id) for id in prices]
    inactive = [price for price in price_objects if price is not None and not price["active"]]
    products = [account.find(price["product"]) for price in inactive]
    inactive += [product for product in products if product is not None and product.get("active") is False]
    for one in inactive:
        one["active"] = True
    try:
        yield
    finally:
        for one in inactive:
            one["active"] = False
