"""https://docs.stripe.com/api/prices: create, retrieve, update, list, search."""

from __future__ import annotations

from stripe_emulator.catalog import prices
from stripe_emulator.catalog.checks import of_path, retriever_of
from stripe_emulator.catalog.price_terms import currency_options
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.crud import change
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page
from stripe_emulator.resource_kit.search import STRING, TOKEN, searcher
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import invalid

KIND = prices.KIND
CHANGEABLE = ("active", "lookup_key", "metadata", "nickname", "tax_behavior")
SEARCHABLE = {
    "active": TOKEN,
    "currency": TOKEN,
    "lookup_key": STRING,
    "metadata": TOKEN,
    "product": STRING,
    "type": TOKEN,
}


def create(call: Call) -> Object:
    """A price of a product that exists, or that `product_data` makes."""
    params = call.params
    if "product" not in params and "product_data" not in params:
        raise invalid("You must specify either `product` or `product_data` when creating a price.")
    holder = _holder(call, None)
    prices.check(call, params)
    product = prices.product_of(call, params, "")
    _hand_over(call, holder)
    return prices.create(call, params, product)


def update(call: Call) -> Object:
    """Change what may change of a price; its amounts never do."""
    price, params = of_path(call, KIND, "price"), call.params
    if params.get("tax_behavior", price["tax_behavior"]) != price["tax_behavior"] != "unspecified":
        message = f"`tax_behavior` cannot be changed once it is set; it is `{price['tax_behavior']}`."
        raise invalid(message, param="tax_behavior")
    prices.check_archivable(call.account, price, params)
    holder = _holder(call, price)
    if "currency_options" in params:
        _change_options(call.account, price, params["currency_options"])
    _hand_over(call, holder)
    previous = change(price, params, CHANGEABLE)
    if "tax_behavior" in previous:
        own = prices.hidden_of(call.account, price)["currency_options"][price["currency"]]
        own["tax_behavior"] = price["tax_behavior"]
    if previous:
        prices.emit(call, "updated", price, previous)
    return price


def list_all(call: Call) -> Object:
    """Prices, also by lookup keys, by type and by how they recur."""
    params = call.params
    keys: list[str] = params.get("lookup_keys") or []
    recurring = params.get("recurring") or {}
    if "product" in params:
        call.resolve("product", "product")

    def matches(price: Object) -> bool:
        if keys and price["lookup_key"] not in keys:
            return False
        terms = price["recurring"] or {}
        return all(terms.get(name) == value for name, value in recurring.items())

    single: Object = {"lookup_key": keys[0]} if len(keys) == 1 else {"type": "recurring"} if recurring else {}
    judged = ("lookup_keys", "recurring")
    return page(call, KIND, "active", "currency", "product", "type", where=matches, judged=judged, **single)


def tiers(account: Account, price: Object) -> list[Object] | None:
    price_tiers: list[Object] | None = prices.hidden_of(account, price)["tiers"]
    return price_tiers


def options(account: Account, price: Object) -> Object:
    """The amounts in every currency that the price has."""
    by_currency: Object = prices.hidden_of(account, price)["currency_options"]
    return by_currency


def _holder(call: Call, price: Object | None) -> Object | None:
    """The price that has the wanted lookup key now; refused unless the key may be transferred."""
    key = call.params.get("lookup_key")
    holder = next(call.account.each(KIND, lookup_key=key), None) if key else None
    if holder is None or holder is price:
        return None
    if not call.params.get("transfer_lookup_key"):
        raise invalid(f"A price (`{holder['id']}`) already uses that lookup key.", param="lookup_key")
    return holder


def _hand_over(call: Call, holder: Object | None) -> None:
    if holder is not None:
        key, holder["lookup_key"] = holder["lookup_key"], None
        prices.emit(call, "updated", holder, {"lookup_key": key})


def _change_options(account: Account, price: Object, option_params: Object | None) -> None:
    """Other currencies are added or replaced; unset, all go but the price's own."""
    hidden = prices.hidden_of(account, price)
    known = (
        hidden["currency_options"]
        if option_params is not None
        else {price["currency"]: options(account, price)[price["currency"]]}
    )
    hidden["currency_options"] = {**known, **currency_options(price, option_params, "currency_options")}


ENDPOINTS = (
    Endpoint("POST", "/v1/prices", create),
    Endpoint("GET", "/v1/prices", list_all),
    Endpoint("GET", "/v1/prices/search", searcher(KIND, SEARCHABLE)),
    Endpoint("GET", "/v1/prices/{price}", retriever_of(KIND, "price")),
    Endpoint("POST", "/v1/prices/{price}", update),
)
INCLUDED = {"tiers": tiers, "currency_options": options}
