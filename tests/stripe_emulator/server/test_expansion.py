"""`expand` goes by Stripe's types: fact 44, https://docs.stripe.com/expand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stripe_emulator.app import create_app
from stripe_emulator.contract import CURRENT, Operation
from stripe_emulator.contract.absent import ABSENT, EXPANDED
from stripe_emulator.contract.nodes import ListOf, Reference
from stripe_emulator.resources import endpoints, included
from stripe_emulator.server import expandable
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.client import JSON, Account, error_of, ok
from tests.stripe_emulator.inside import Inside, stocked

NOT_SERVED = ("issuing.card",)
# Kinds that the stocked account has none of.
NOT_IN_STOCK = {
    "account",
    "billing_portal.configuration",
    "credit_note",
    "entitlements.feature",
    "mandate",
    "plan",
    "radar.early_fraud_warning",
    "review",
    "subscription_item",
    "tax_id",
}
BREAKDOWN = "total_details.breakdown"


def _retrievals() -> Iterator[Operation]:
    served = {f"{endpoint.method} {endpoint.template}" for endpoint in endpoints()}
    for operation in CURRENT.operations:
        alone = operation.path.count("{") == 1 and operation.path.endswith("}") and len(operation.returns) == 1
        if operation.method == "GET" and alone and not operation.envelope and operation.key in served:
            yield operation


class Shop:
    """A stocked account in this process."""

    def __init__(self, inside: Inside) -> None:
        self.inside, self.ids = inside, stocked(inside)

    def get(self, path: str, *expand: str) -> tuple[int, JSON]:
        """Status and answer."""
        return self.inside.call("GET", path, {"expand": list(expand)})


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """One shop for all: to read changes nothing."""
    inside = Inside(create_app(seed=1), "expansion")
    try:
        yield Shop(inside)
    finally:
        inside.close()


@pytest.mark.parametrize(
    "operation", [pytest.param(one, id=one.path) for one in _retrievals() if not NOT_IN_STOCK & set(one.returns)]
)
def test_every_field_of_a_type_that_can_be_expanded(shop: Shop, operation: Operation) -> None:
    """Each that is an id or the object, null or not, and each that is there on demand; no number and no text."""
    (kind,) = operation.returns
    path = operation.path.partition("{")[0] + shop.ids[kind][-1]
    status, plain = shop.get(path)
    assert status == 200, plain
    on_demand = {name for row in ABSENT if (row.of, row.reason) == (kind, EXPANDED) for name in row.fields.split()}
    assert not on_demand & plain.keys(), "shown although it was not asked for"
    for name, field in CURRENT.shape(kind).fields.items():
        node = field.slot.node.member.node if isinstance(field.slot.node, ListOf) else field.slot.node
        if isinstance(node, Reference) or name in on_demand:
            status, whole = shop.get(path, name)
            assert status == 200, f"expand[]={name}: {whole}"
            assert name in whole
            assert CURRENT.check(whole) == [], name
        elif name in ("id", "object", "created", "livemode"):
            status, refusal = shop.get(path, name)
            assert status == 400
            assert refusal["error"]["message"] == f"This property cannot be expanded ({name})."


def test_the_stock_has_no_more_and_no_less(shop: Shop) -> None:
    """What is left out above is not there to be read."""
    assert {kind for kind in NOT_IN_STOCK if kind in shop.ids} == set()


def test_what_is_there_on_demand_can_be_made() -> None:
    """Every row of the table whose object is served has what makes the field."""
    kinds = {name for operation in _retrievals() for name in operation.returns} | {"item"}
    for row in ABSENT:
        if row.reason != EXPANDED or row.of in NOT_SERVED:
            continue
        kind = max((one for one in kinds if f"{row.of}.".startswith(f"{one}.")), key=len)
        within = row.of[len(kind) + 1 :]
        for name in row.fields.split():
            assert (kind, f"{within}.{name}" if within else name) in included(), f"{row.of}: {name}"


@pytest.mark.parametrize(
    ("operation", "yes", "no"),
    [
        ("GET /v1/payment_intents/{}", "customer latest_charge.refunds payment_method.customer", "amount"),
        ("GET /v1/charges/{}", "refunds.data.payment_intent outcome.rule", "billing_details metadata refunds.id"),
        ("GET /v1/prices/{}", "tiers product currency_options", "recurring data product.name"),
        ("GET /v1/checkout/sessions/{}", "line_items line_items.data.price.product", "line_items.price automatic_tax"),
        ("GET /v1/subscriptions", "data.latest_invoice data.items.data.price", "latest_invoice data data.status"),
    ],
)
def test_paths_by_type(operation: str, yes: str, no: str) -> None:
    """Ids, objects in objects, lists, and what is only there when expanded (fact 44)."""
    method, _, path = operation.partition(" ")
    known = CURRENT.operation(method, path)
    assert known is not None
    for one in yes.split():
        expandable.check(one, CURRENT.version, known)
    for one in no.split():
        with pytest.raises(StripeError):
            expandable.check(one, CURRENT.version, known)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("customer", "data.customer"),
        ("items.price.product", None),
        ("data.items.price.product", "data.items.data.price.product"),
        ("data.foo", None),
        ("data", None),
        ("data.latest_invoice.payments.payment", None),
        ("latest_invoice.payments", "data.latest_invoice.payments"),
    ],
)
def test_a_list_says_what_to_try(account: Account, path: str, meant: str | None) -> None:
    """https://github.com/stripe/stripe-python/issues/316; what would be too deep is not proposed."""
    message = error_of(account.get("/v1/subscriptions", {"expand": [path]}), 400)["message"]
    hint = f" You may want to try expanding '{meant}' instead." if meant and meant.count(".") < 4 else ""
    assert message == f"This property cannot be expanded ({path}).{hint}"


@pytest.mark.parametrize("path", ["data.payments.data.payment.charge", "data.lines.data.price.product"])
def test_the_fifth_level_is_refused(account: Account, path: str) -> None:
    """`data` counts: https://github.com/stripe/stripe-java/issues/2011."""
    message = error_of(account.get("/v1/invoices", {"expand": [path]}), 400)["message"]
    assert message == "You cannot expand more than 4 levels of a property."


def test_a_rule_that_did_not_match_is_null(account: Account) -> None:
    """https://github.com/stripe/stripe-mock/issues/46."""
    charge = account.pay()["latest_charge"]
    assert "rule" not in ok(account.get(f"/v1/charges/{charge}"))["outcome"]
    assert ok(account.get(f"/v1/charges/{charge}", {"expand": ["outcome.rule"]}))["outcome"]["rule"] is None


def test_fields_within_that_are_there_on_demand(account: Account) -> None:
    """Of a session, of its lines, of a shipping rate and of a promotion code."""
    fixed = {"amount": 5, "currency": "usd", "currency_options": {"eur": {"amount": 4}}}
    params = {"display_name": "Post", "type": "fixed_amount", "fixed_amount": fixed}
    rate = ok(account.post("/v1/shipping_rates", params))
    assert rate["fixed_amount"] == {"amount": 5, "currency": "usd"}
    whole = ok(account.get(f"/v1/shipping_rates/{rate['id']}", {"expand": ["fixed_amount.currency_options"]}))
    options = whole["fixed_amount"]["currency_options"]
    assert {currency: option["amount"] for currency, option in options.items()} == {"eur": 4}
    item = {"price_data": {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Mug"}}, "quantity": 1}
    terms = {"mode": "payment", "success_url": "https://shop.example/", "line_items": [item]}
    session = ok(account.post("/v1/checkout/sessions", {**terms, "expand": [BREAKDOWN, "line_items.data.taxes"]}))
    assert session["total_details"]["breakdown"] == {"discounts": [], "taxes": []}
    (line,) = session["line_items"]["data"]
    assert (line["taxes"], "discounts" in line) == ([], False)
    plain = ok(account.get(f"/v1/checkout/sessions/{session['id']}"))
    assert "breakdown" not in plain["total_details"]
    events = account.events("checkout.session.completed")
    assert not any("breakdown" in event["data"]["object"]["total_details"] for event in events)


def test_the_tax_location_of_a_customer(account: Account) -> None:
    """`tax`, only when expanded: no location without a country."""
    for address, expected in (({}, "unrecognized_location"), ({"address": {"country": "US"}}, "not_collecting")):
        customer = ok(account.post("/v1/customers", {**address, "expand": ["tax", "invoice_credit_balance"]}))
        assert customer["tax"]["automatic_tax"] == expected
        assert customer["invoice_credit_balance"] == {}
        assert "tax" not in ok(account.get(f"/v1/customers/{customer['id']}"))
