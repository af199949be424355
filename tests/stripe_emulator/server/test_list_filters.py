"""Every filter that Stripe's contract documents for a list filters here, or is refused: none is silently ignored.

A filter is held to the objects of the unfiltered list: what matches is listed, what does not is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from stripe_emulator.app import create_app
from stripe_emulator.contract import CURRENT, Operation
from stripe_emulator.contract.nodes import Boolean, Enum, Node, Shape, Union
from stripe_emulator.resource_kit.paging import PAGING
from stripe_emulator.resources import endpoints
from tests.stripe_emulator.client import JSON, Account, ok
from tests.stripe_emulator.inside import Inside, stocked

NOBODY = "acct_of_nobody"
# More than one of everything has.
MORE: tuple[tuple[str, JSON], ...] = (
    ("/v1/accounts/acct_own/external_accounts", {"external_account": "{bank_token}"}),
    ("/v1/prices", {"product_data": {"name": "Cup"}, "currency": "eur", "unit_amount": 5, "lookup_key": "cup"}),
    ("/v1/prices", {"product_data": {"name": "Tea"}, "currency": "usd", "unit_amount": 5, "active": False,
                    "recurring": {"interval": "week"}}),
    ("/v1/products", {"name": "Hat", "active": False, "url": "https://shop.example/hat", "shippable": True}),
    ("/v1/entitlements/features", {"name": "Fast", "lookup_key": "fast"}),
    ("/v1/tax_ids", {"type": "eu_vat", "value": "DE123456789"}),
    ("/v1/tax_ids", {"type": "eu_vat", "value": "DE987654321",
                     "owner": {"type": "customer", "customer": "{customer}"}}),
    ("/v1/customers/{customer}/balance_transactions", {"amount": 5, "currency": "usd"}),
    ("/v1/payment_method_domains", {"domain_name": "other.example.com", "enabled": False}),
    ("/v1/tax_rates", {"display_name": "GST", "percentage": "5", "inclusive": True, "active": False}),
    ("/v1/shipping_rates", {"display_name": "Ship", "type": "fixed_amount",
                            "fixed_amount": {"amount": 3, "currency": "eur"}}),
    ("/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": "{coupon}"}, "code": "SAVE", "active": False}),
    ("/v1/topups", {"amount": 900, "currency": "usd"}),
    ("/v1/invoiceitems", {"customer": "{customer}", "amount": 700, "currency": "usd"}),
    ("/v1/credit_notes", {"invoice": "{paid_invoice}", "amount": 5, "credit_amount": 5}),
    ("/v1/quotes", {"line_items": [{"price": "{price}"}]}),
    ("/v1/setup_intents", {"payment_method_types": ["card"], "attach_to_self": True}),
    ("/v1/setup_intents", {"payment_method_types": ["card"], "confirm": True, "payment_method": "pm_card_visa"}),
    ("/v1/billing_portal/configurations", {"features": {"invoice_history": {"enabled": True}}}),
    ("/v1/subscription_schedules/{subscription_schedule}/cancel", {}),
    ("/v1/charges", {"amount": 2000, "currency": "usd", "source": "tok_visa", "transfer_group": "G"}),
    ("/v1/payment_intents", {"amount": 2000, "currency": "usd", "payment_method_types": ["card"],
                             "payment_method": "pm_card_riskLevelElevated", "confirm": True}),
    ("/v1/payment_intents", {"amount": 2000, "currency": "usd", "payment_method_types": ["card"],
                             "payment_method": "pm_card_createIssuerFraudRecord", "confirm": True}),
)  # fmt: skip
# Filters that the field of the same name does not decide alone: whether an object matches a value.
Match = Callable[[JSON, Any], bool]
SPECIAL: dict[tuple[str, str], Match] = {
    ("/v1/accounts/{}/external_accounts", "object"): lambda one, value: one["object"] == value,
    ("/v1/checkout/sessions", "customer_details"): lambda one, value: (
        (one["customer_details"] or {}).get("email") == value["email"]
    ),
    ("/v1/entitlements/features", "archived"): lambda one, value: one["active"] is not value,
    ("/v1/events", "delivery_success"): lambda one, value: (one["pending_webhooks"] == 0) is value,
    ("/v1/events", "types"): lambda one, value: one["type"] in value,
    ("/v1/invoice_payments", "payment"): lambda one, value: one["payment"].get(value["type"]) == value[value["type"]],
    ("/v1/invoiceitems", "pending"): lambda one, value: (one["invoice"] is None) is value,
    ("/v1/invoices", "subscription"): lambda one, value: (
        ((one["parent"] or {}).get("subscription_details") or {}).get("subscription") == value
    ),
    ("/v1/prices", "lookup_keys"): lambda one, value: one["lookup_key"] in value,
    ("/v1/prices", "recurring"): lambda one, value: value.items() <= (one["recurring"] or {}).items(),
    ("/v1/products", "ids"): lambda one, value: one["id"] in value,
    ("/v1/promotion_codes", "coupon"): lambda one, value: one["promotion"]["coupon"] == value,
    ("/v1/shipping_rates", "currency"): lambda one, value: one["fixed_amount"]["currency"] == value,
    ("/v1/subscription_schedules", "scheduled"): lambda one, value: not value or one["status"] == "not_started",
    ("/v1/subscriptions", "automatic_tax"): lambda one, value: one["automatic_tax"]["enabled"] is value["enabled"],
    ("/v1/subscriptions", "plan"): lambda one, value: any(i["price"]["id"] == value for i in one["items"]["data"]),
    ("/v1/subscriptions", "price"): lambda one, value: any(i["price"]["id"] == value for i in one["items"]["data"]),
    ("/v1/subscriptions", "status"): lambda one, value: (
        value == "all"
        or one["status"] == value
        or (value == "ended" and one["status"] in ("canceled", "incomplete_expired"))
    ),
    ("/v1/tax_ids", "owner"): lambda one, value: one["customer"] == value.get("customer"),
    ("/v1/subscription_items", "subscription"): lambda one, value: one["subscription"] == value,
    ("/v1/setup_attempts", "setup_intent"): lambda one, value: one["setup_intent"] == value,
}
# Values of filters that are hashes or lists, one that something matches and one that nothing does.
VALUES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("/v1/checkout/sessions", "customer_details"): ({"email": "b@example.com"}, {"email": "nobody@example.com"}),
    ("/v1/events", "types"): (["customer.created", "product.created"], ["price.deleted"]),
    ("/v1/invoice_payments", "payment"): ({"type": "payment_intent", "payment_intent": "{invoice_intent}"},
                                          {"type": "payment_intent", "payment_intent": "pi_of_nobody"}),
    ("/v1/invoices", "subscription"): ("{subscription}", "sub_of_nobody"),
    ("/v1/prices", "lookup_keys"): (["cup"], ["nothing"]),
    ("/v1/prices", "recurring"): ({"interval": "week"}, {"interval": "year"}, {"usage_type": "metered"}),
    ("/v1/products", "ids"): (["{product}"], ["prod_of_nobody"]),
    ("/v1/promotion_codes", "coupon"): ("{coupon}", "{other_coupon}"),
    ("/v1/shipping_rates", "currency"): ("eur", "gbp"),
    ("/v1/subscriptions", "automatic_tax"): ({"enabled": False}, {"enabled": True}),
    ("/v1/subscriptions", "plan"): ("{price}", "price_of_nobody"),
    ("/v1/subscriptions", "price"): ("{price}", "price_of_nobody"),
    ("/v1/tax_ids", "owner"): ({"type": "self"}, {"type": "customer", "customer": "{customer}"}),
}  # fmt: skip
# What a list needs beside the filter.
NEEDED = {
    "/v1/setup_attempts": "setup_intent",
    "/v1/subscription_items": "subscription",
}
# Of the parameters of this one none is a filter: they say which credit note is previewed.
NO_FILTERS = ("/v1/credit_notes/preview/lines",)
# Lists without an object in any case, so that a filter has nothing to leave out: connected accounts, without Connect.
ALWAYS_EMPTY = ("/v1/accounts",)
# Filters whose range is of a field that an item of the object has.
OF_ITEMS = ("current_period_start", "current_period_end")


def _lists() -> Iterator[tuple[Operation, str]]:
    served = {f"{endpoint.method} {endpoint.template}" for endpoint in endpoints()}
    for operation in CURRENT.operations:
        if operation.method == "GET" and operation.envelope == "list" and operation.key in served:
            for name in sorted(operation.params.fields.keys() - PAGING - {"expand"}):
                if operation.path not in NO_FILTERS:
                    yield operation, name


FILTERS = [pytest.param(operation, name, id=f"{operation.path}-{name}") for operation, name in _lists()]


class Shop:
    """A stocked account, and the objects to name in filters."""

    def __init__(self, inside: Inside) -> None:
        self.inside, self.ids = inside, {kind: found[-1] for kind, found in stocked(inside).items() if found}
        self.ids["other_coupon"] = self._post("/v1/coupons", {"percent_off": 5, "duration": "once"})["id"]
        payment = self.list("/v1/invoice_payments", {})[-1]
        self.ids |= {"paid_invoice": payment["invoice"], "invoice_intent": payment["payment"]["payment_intent"]}
        setup = {"mode": "setup", "currency": "usd", "success_url": "https://shop.example/"}
        self._post("/v1/checkout/sessions", {**setup, "customer": self.ids["customer"]})
        bank = {"country": "US", "currency": "usd", "account_number": "000123456789", "routing_number": "110000000"}
        self.ids["bank_token"] = self._post("/v1/tokens", {"bank_account": bank})["id"]
        for path, params in MORE:
            made = self._post(path, params)
            self.ids |= {"setup_intent": made["id"]} if params.get("payment_method") and "setup" in path else {}
        self.ids["charge"] = next(one["charge"] for one in self.list("/v1/refunds", {}))

    def list(self, path: str, params: Mapping[str, Any]) -> list[JSON]:
        """All objects of a list, page by page."""
        objects: list[JSON] = []
        more = True
        while more:
            after = {"starting_after": objects[-1]["id"]} if objects else {}
            status, found = self.get(path, {**params, **after})
            assert status == 200, f"GET {path} {params}: {found}"
            objects += found["data"]
            more = found["has_more"]
        return objects

    def get(self, path: str, params: Mapping[str, Any]) -> tuple[int, JSON]:
        """Status and answer of one list."""
        return self.inside.call("GET", self._path(path), {"limit": 100, **self.filled(params)})

    def filled(self, value: Any) -> Any:
        """With `{kind}` replaced by an id of that kind."""
        if isinstance(value, Mapping):
            return {name: self.filled(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.filled(member) for member in value]
        return self.ids[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value

    def _path(self, path: str) -> str:
        if path.startswith("/v1/accounts/"):
            _, account = self.inside.call("GET", "/v1/account", {})
            path = path.replace("acct_own", account["id"]).replace("{account}", account["id"])
        return "/".join(str(self.filled(segment)) for segment in path.split("/"))

    def _post(self, path: str, params: JSON) -> JSON:
        status, made = self.inside.call("POST", self._path(path), self.filled(params))
        assert status == 200, f"POST {path}: {made}"
        return made


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """One shop for all filters: a list changes nothing."""
    inside = Inside(create_app(seed=1), "filters")
    try:
        yield Shop(inside)
    finally:
        inside.close()


@pytest.mark.parametrize(("operation", "name"), FILTERS)
def test_a_filter_filters_or_is_refused(shop: Shop, operation: Operation, name: str) -> None:
    """For values that something matches and values that nothing does."""
    path = operation.key.partition(" ")[2]
    needed = NEEDED.get(path)
    base = {needed: shop.ids[needed]} if needed and needed != name else {}
    everything = [] if needed == name else [*_everything(shop, operation.path, base, _all_of(path, name))]
    if path in ALWAYS_EMPTY:
        assert everything == [], "no longer empty: its filters can be judged"
        return
    assert everything or needed == name, f"nothing in the list {path}: it cannot show what the filter does"
    judged = 0
    for value in _values(shop, operation, name, everything):
        status, refusal = shop.get(operation.path, {**base, name: value})
        if status == 400:
            assert refusal["error"]["param"].startswith(name), refusal
            judged += 1
            continue
        found = shop.list(operation.path, {**base, name: value})
        expected = [one for one in everything if _matches(path, name, one, value)]
        if needed == name:
            assert found
            assert all(_matches(path, name, one, value) for one in found)
        else:
            assert [one["id"] for one in found] == [one["id"] for one in expected], f"{name}={value}"
        judged += len(expected) < len(everything)
    if needed == name:
        _, nothing = shop.get(operation.path, {name: f"{name}_of_nobody"})
        judged += not nothing.get("data")
    assert judged, f"no value of `{name}` leaves anything out: the shop of this test needs another object"


def test_the_rules_of_this_test_are_of_filters_there_are() -> None:
    """A filter that Stripe drops leaves no rule behind."""
    known = {(operation.key.partition(" ")[2], name) for operation, name in _lists()}
    assert SPECIAL.keys() | VALUES.keys() <= known
    assert all(SPECIAL.get(key) for key in VALUES), "a value that is no field needs its rule"


def _everything(shop: Shop, path: str, base: JSON, alternatives: Iterable[JSON]) -> Iterator[JSON]:
    for more in alternatives:
        yield from shop.list(path, {**base, **more})


def _all_of(path: str, name: str) -> tuple[JSON, ...]:
    """The requests that together leave nothing out: two lists show a part only by default."""
    if path == "/v1/tax_ids":
        return {}, {"owner": {"type": "customer", "customer": "{customer}"}}
    return ({"status": "all"},) if path == "/v1/subscriptions" and name == "status" else ({},)


def _values(shop: Shop, operation: Operation, name: str, everything: list[JSON]) -> list[Any]:
    special = VALUES.get((operation.key.partition(" ")[2], name))
    if special is not None:
        return [shop.filled(value) for value in special]
    node = operation.params.fields[name].slot.node
    if _is_range(node):
        times = sorted({time for one in everything for time in _numbers(one, name)})
        return [{"lt": 1}, {"gte": 1}, 5, *({"gt": time} for time in times[-1:]), *times[:1]]
    if isinstance(node, Boolean):
        return [True, False]
    if isinstance(node, Enum):
        return list(node.words)
    if name == "customer_account":
        return [NOBODY]
    if NEEDED.get(operation.path) == name:
        return [shop.ids[name]]
    return [*_distinct(everything, name), f"{name}_of_nobody"]


def _distinct(everything: list[JSON], name: str) -> list[str]:
    return sorted({one[name] for one in everything if isinstance(one.get(name), str)})


def _is_range(node: Node) -> bool:
    return isinstance(node, Union) and any(isinstance(one, Shape) and "gte" in one.fields for one in node.members)


def _numbers(one: JSON, name: str) -> list[int]:
    found = [item[name] for item in one["items"]["data"]] if name in OF_ITEMS else [one.get(name)]
    return [number for number in found if number is not None]


def _matches(path: str, name: str, one: JSON, value: Any) -> bool:
    rule = SPECIAL.get((path, name))
    if rule is not None:
        return rule(one, value)
    if isinstance(value, dict):
        return any(_within(number, value) for number in _numbers(one, name))
    if isinstance(value, int) and not isinstance(value, bool):
        return value in _numbers(one, name)
    return bool(one.get(name) == value)


def _within(number: int, bounds: Mapping[str, int]) -> bool:
    compared = {"gt": number.__gt__, "gte": number.__ge__, "lt": number.__lt__, "lte": number.__le__}
    return all(compared[sign](bound) for sign, bound in bounds.items())


@pytest.mark.parametrize(
    ("kind", "narrowed_by"),
    [
        ("customers", ("test_clock",)),
        ("subscriptions", ("customer", "test_clock")),
        ("quotes", ("customer", "test_clock")),
        ("subscription_schedules", ("customer",)),
    ],
)
def test_what_lives_on_a_test_clock(account: Account, kind: str, narrowed_by: tuple[str, ...]) -> None:
    """Is left out unless the list is narrowed by the clock, or by its customer where the SDK says so."""
    clock = ok(account.post("/v1/test_helpers/test_clocks", {"frozen_time": 1_700_000_000}))["id"]
    card = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    price = {"currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}, "product_data": {"name": "x"}}
    items = [{"price": ok(account.post("/v1/prices", price))["id"], "quantity": 1}]
    found = {}
    for on in ({}, {"test_clock": clock}):
        payer = ok(account.post("/v1/customers", card | on))["id"]
        ok(account.post("/v1/subscriptions", {"customer": payer, "items": items}))
        ok(account.post("/v1/quotes", {"customer": payer, "line_items": items}))
        phases = [{"items": items, "duration": {"interval": "month"}}]
        schedule = {"customer": payer, "start_date": "now", "phases": phases}
        ok(account.post("/v1/subscription_schedules", schedule))
        found["clock" if on else "none"] = payer
    everything = ok(account.get(f"/v1/{kind}"))["data"]
    assert {one["test_clock"] for one in everything} == {None}
    for name in narrowed_by:
        filters = {name: clock if name == "test_clock" else found["clock"]}
        narrowed = ok(account.get(f"/v1/{kind}", filters))["data"]
        assert {one["test_clock"] for one in narrowed} == {clock}, filters
