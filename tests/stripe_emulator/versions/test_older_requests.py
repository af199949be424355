"""What older API versions take and newer ones do not: operations, parameters, and how their refusals name them."""

from __future__ import annotations

from typing import Any

import pytest

from stripe_emulator.contract import for_version
from tests.stripe_emulator.billing.merchant import MONTH, START, Merchant
from tests.stripe_emulator.client import JSON, Account, error_of
from tests.stripe_emulator.receiver import Receiver

OLD, ACACIA, BASIL, CLOVER, DAHLIA, ENDIVE = (
    "2023-10-16", "2025-02-24.acacia", "2025-08-27.basil", "2026-02-25.clover", "2026-08-26.dahlia",
    "2026-10-28.endive",
)  # fmt: skip


class Shop:
    """A merchant whose requests are of one API version."""

    def __init__(self, account: Account, version: str) -> None:
        self.account, self.version, self.merchant = account, version, Merchant(account)
        self.customer = self.merchant.customer()

    def call(self, method: str, path: str, **params: Any) -> JSON:
        """The answer, which must be 200 and whole by the version's contract."""
        response = self.account.call(method, path, params, headers={"Stripe-Version": self.version})
        assert response.status_code == 200, response.text
        body: JSON = response.json()
        if "id" in body:
            assert for_version(self.version).check(body) == []
        return body

    def refused(self, method: str, path: str, *statuses: int, **params: Any) -> JSON:
        """The error of a refusal."""
        return error_of(self.account.call(method, path, params, headers={"Stripe-Version": self.version}), *statuses)


@pytest.mark.parametrize("version", ["2022-11-15", OLD, "2024-06-20", ACACIA])
def test_upcoming_invoices(account: Account, version: str) -> None:
    """Of a customer, of a subscription, of a change to it; without an id, and with the lines as a list."""
    shop = Shop(account, version)
    price, dearer = shop.merchant.price(500), shop.merchant.price(900)
    subscription = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=[{"price": price}])
    upcoming = shop.call("GET", "/v1/invoices/upcoming", customer=shop.customer)
    assert (upcoming["total"], upcoming["status"], upcoming["subscription"]) == (500, "draft", subscription["id"])
    assert "id" not in upcoming
    assert "parent" not in upcoming
    change = {
        "subscription": subscription["id"],
        "subscription_items": [{"id": subscription["items"]["data"][0]["id"], "price": dearer}],
        "subscription_proration_behavior": "none",
    }
    assert shop.call("GET", "/v1/invoices/upcoming", **change)["total"] == 900
    lines = shop.call("GET", "/v1/invoices/upcoming/lines", customer=shop.customer)
    assert [line["amount"] for line in lines["data"]] == [500]
    assert lines["url"] == "/v1/invoices/upcoming/lines"


@pytest.mark.parametrize("version", [BASIL, CLOVER, DAHLIA, ENDIVE])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/invoices/upcoming/lines"), ("POST", "/v1/subscription_items/si_1/usage_records"),
     ("GET", "/v1/subscription_items/si_1/usage_record_summaries")],
)  # fmt: skip
def test_operations_that_are_gone(account: Account, version: str, method: str, path: str) -> None:
    """Served where a version has them, and only there."""
    error = error_of(account.call(method, path, {"quantity": 1}, headers={"Stripe-Version": version}), 404)
    assert error["message"].startswith(f"Unrecognized request URL ({method}: {path})")


def test_usage_is_reported_and_billed_afterwards(account: Account) -> None:
    """Added up, or set for one second; on the invoice of the period's end, at the price of the item."""
    shop = Shop(account, OLD)
    recurring = {"interval": "month", "usage_type": "metered"}
    price = shop.call("POST", "/v1/prices", product=shop.merchant.product, unit_amount=20, currency="usd",
                      recurring=recurring)  # fmt: skip
    assert price["recurring"]["aggregate_usage"] == "sum"
    subscription = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=[{"price": price["id"]}])
    item = subscription["items"]["data"][0]["id"]
    records = f"/v1/subscription_items/{item}/usage_records"
    assert shop.call("POST", records, quantity=3)["quantity"] == 3
    assert shop.call("POST", records, quantity=4, timestamp="now")["quantity"] == 7
    assert shop.call("POST", records, quantity=5, timestamp=START, action="set")["quantity"] == 5
    assert shop.call("POST", records, quantity=2, timestamp=START + 60)["quantity"] == 2
    summaries = f"/v1/subscription_items/{item}/usage_record_summaries"
    assert [one["total_usage"] for one in shop.call("GET", summaries)["data"]] == [7]
    shop.merchant.advance(START + MONTH + 7200)
    invoice = shop.call("GET", f"/v1/invoices/{shop.merchant.subscription(subscription['id'])['latest_invoice']}")
    line = invoice["lines"]["data"][0]
    assert (line["quantity"], line["amount"], invoice["total"]) == (7, 140, 140)
    assert (line["period"]["start"], line["period"]["end"]) == (START, START + MONTH)
    newest, billed = shop.call("GET", summaries)["data"]
    assert (newest["total_usage"], newest["invoice"]) == (0, None)
    assert (billed["total_usage"], billed["invoice"]) == (7, invoice["id"])


@pytest.mark.parametrize(("mode", "quantity"), [("sum", 6), ("max", 4), ("last_during_period", 2), ("last_ever", 2)])
def test_how_reported_usage_adds_up(account: Account, mode: str, quantity: int) -> None:
    """`aggregate_usage` of a price."""
    shop = Shop(account, ACACIA)
    recurring = {"interval": "month", "usage_type": "metered", "aggregate_usage": mode}
    price = shop.call("POST", "/v1/prices", product=shop.merchant.product, unit_amount=10, currency="usd",
                      recurring=recurring)  # fmt: skip
    assert price["recurring"]["aggregate_usage"] == mode
    assert "aggregate_usage" not in account.get(f"/v1/prices/{price['id']}").json()["recurring"]
    assert shop.call("GET", f"/v1/plans/{price['id']}")["aggregate_usage"] == mode
    subscription = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=[{"price": price["id"]}])
    item = subscription["items"]["data"][0]["id"]
    for later, units in ((0, 4), (60, 2)):
        shop.call("POST", f"/v1/subscription_items/{item}/usage_records", quantity=units, timestamp=START + later)
    (summary,) = shop.call("GET", f"/v1/subscription_items/{item}/usage_record_summaries")["data"]
    assert summary["total_usage"] == quantity


def test_usage_that_cannot_be_reported(account: Account) -> None:
    """For a price that is paid in advance, and for a time before the current period: in Stripe's words."""
    shop = Shop(account, OLD)
    price = shop.call("POST", "/v1/prices", product=shop.merchant.product, unit_amount=20, currency="usd",
                      recurring={"interval": "month", "usage_type": "metered"})  # fmt: skip
    items = [{"price": price["id"]}, {"price": shop.merchant.price(500)}]
    metered, licensed = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=items)["items"]["data"]
    early = shop.refused("POST", f"/v1/subscription_items/{metered['id']}/usage_records", 400, quantity=1,
                         timestamp=START - 1)  # fmt: skip
    assert early["param"] == "timestamp"
    assert "timestamps must be after the subscription's last invoice period" in early["message"]
    other = shop.refused("POST", f"/v1/subscription_items/{licensed['id']}/usage_records", 400, quantity=1)
    assert "not metered" in other["message"]


@pytest.mark.parametrize("version", ["2022-11-15", OLD, ACACIA, BASIL, CLOVER])
def test_plan_and_quantity_of_a_subscription(account: Account, version: str) -> None:
    """Shown and taken for the one item; null for several; refused beside `items`."""
    shop = Shop(account, version)
    price, other = shop.merchant.price(500), shop.merchant.price(900)
    made = shop.call("POST", "/v1/subscriptions", customer=shop.customer, plan=price, quantity=2)
    assert (made["plan"]["id"], made["quantity"], made["items"]["data"][0]["quantity"]) == (price, 2, 2)
    changed = shop.call("POST", f"/v1/subscriptions/{made['id']}", quantity=3)
    assert (changed["quantity"], changed["items"]["data"][0]["quantity"]) == (3, 3)
    both = shop.refused("POST", "/v1/subscriptions", 400, customer=shop.customer, items=[{"price": price}], quantity=2)
    assert both["message"] == "Received both items and quantity parameters. Please pass in only one."
    several = shop.call("POST", f"/v1/subscriptions/{made['id']}", items=[{"price": other}])
    assert (several["plan"], several["quantity"]) == (None, None)
    missing = shop.refused("POST", "/v1/subscriptions", 400, customer=shop.customer, plan="price_nowhere")
    assert missing["param"] == "plan"


@pytest.mark.parametrize("version", [DAHLIA, ENDIVE])
def test_plan_and_quantity_are_gone(account: Account, version: str) -> None:
    """Neither taken nor shown."""
    shop = Shop(account, version)
    price = shop.merchant.price(500)
    refused = shop.refused("POST", "/v1/subscriptions", 400, customer=shop.customer, plan=price, quantity=2)
    assert refused["code"] == "parameter_unknown"
    made = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=[{"price": price}])
    assert not {"plan", "quantity"} & made.keys()


@pytest.mark.parametrize("version", [OLD, ACACIA])
def test_unit_amount_of_an_invoice_item(account: Account, version: str) -> None:
    """Times its quantity; a refusal names what was sent."""
    shop = Shop(account, version)
    item = shop.call("POST", "/v1/invoiceitems", customer=shop.customer, currency="usd", unit_amount=1000, quantity=2)
    assert (item["amount"], item["unit_amount"], item["quantity"]) == (2000, 1000, 2)
    changed = shop.call("POST", f"/v1/invoiceitems/{item['id']}", unit_amount=300)
    assert (changed["amount"], changed["unit_amount"]) == (600, 300)


@pytest.mark.parametrize("version", [OLD, ACACIA])
@pytest.mark.parametrize("name", ["coupon", "promotion_code"])
def test_a_refusal_names_the_parameter_that_was_sent(account: Account, version: str, name: str) -> None:
    """`coupon`, not `discounts[0][coupon]`, which these versions were not sent."""
    shop = Shop(account, version)
    price = shop.merchant.price(500)
    error = shop.refused("POST", "/v1/subscriptions", 400, customer=shop.customer, items=[{"price": price}],
                         **{name: "nope"})  # fmt: skip
    assert error["param"] == name


def test_one_coupon_of_a_subscription_and_of_a_phase(account: Account) -> None:
    """Taken as the first of `discounts`, and shown beside them."""
    shop = Shop(account, OLD)
    price = shop.merchant.price(500)
    coupon = shop.call("POST", "/v1/coupons", percent_off=10, duration="forever")["id"]
    made = shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=[{"price": price}], coupon=coupon)
    assert made["discount"]["coupon"]["id"] == coupon
    phases = [{"items": [{"price": price}], "iterations": 1, "coupon": coupon}]
    schedule = shop.call("POST", "/v1/subscription_schedules", customer=shop.customer, start_date="now", phases=phases)
    assert schedule["phases"][0]["coupon"] == coupon


@pytest.mark.parametrize(("version", "name"), [(OLD, "features"), ("2024-04-10", "marketing_features")])
def test_features_of_a_product(account: Account, version: str, name: str) -> None:
    """Renamed with 2024-04-10."""
    shop = Shop(account, version)
    product = shop.call("POST", "/v1/products", name="Mug", **{name: [{"name": "blue"}]})
    assert product[name] == [{"name": "blue"}]
    assert account.get(f"/v1/products/{product['id']}").json()["marketing_features"] == [{"name": "blue"}]


def test_rendering_options_of_an_invoice(account: Account) -> None:
    """In place of `rendering`, until 2024-04-10."""
    shop = Shop(account, OLD)
    options = {"amount_tax_display": "include_inclusive_tax"}
    invoice = shop.call("POST", "/v1/invoices", customer=shop.customer, rendering_options=options)
    assert invoice["rendering_options"] == options


@pytest.mark.parametrize(
    ("version", "automatic", "capture"),
    [("2022-11-15", False, "automatic"), ("2023-08-16", True, "automatic"), ("2024-04-10", True, "automatic_async"),
     (DAHLIA, True, "automatic_async")],
)  # fmt: skip
def test_what_a_payment_intent_is_by_default(account: Account, version: str, automatic: bool, capture: str) -> None:
    """Cards only until 2023-08-16; captured at once until 2024-04-10."""
    made = account.post("/v1/payment_intents", {"amount": 2000, "currency": "usd"}, headers={"Stripe-Version": version})
    intent = made.json()
    assert (intent["automatic_payment_methods"] is not None, intent["capture_method"]) == (automatic, capture)


@pytest.mark.parametrize("path", ["/v1/payment_intents", "/v1/setup_intents"])
def test_payment_method_types_of_an_intent_are_gone_with_endive(account: Account, path: str) -> None:
    """The code that Stripe's changelog documents."""
    params = {"payment_method_types": ["card"]} | ({"amount": 2000, "currency": "usd"} if "payment_i" in path else {})
    error = error_of(account.post(path, params, headers={"Stripe-Version": "2026-11-18.endive"}), 400)
    assert (error["code"], error["param"]) == ("payment_method_types_no_longer_supported", "payment_method_types")


def test_webhook_endpoints_of_any_served_version(account: Account) -> None:
    """A newer one than the request's own too; others are refused."""
    events = {"url": "https://shop.example/hook", "enabled_events": ["charge.captured"]}
    for version in (ENDIVE, "2026-11-18.endive", "2025-05-28.basil", "2022-11-15"):
        made = account.post("/v1/webhook_endpoints", {**events, "api_version": version})
        assert made.json()["api_version"] == version
    error = error_of(account.post("/v1/webhook_endpoints", {**events, "api_version": "2019-12-03"}), 400)
    assert error["message"] == "Invalid Stripe API version: 2019-12-03"


@pytest.mark.parametrize("version", [OLD, BASIL])
def test_the_coupon_of_a_promotion_code_is_shown_after_it_was_deleted(account: Account, version: str) -> None:
    """Never null in these versions."""
    shop = Shop(account, version)
    coupon = shop.call("POST", "/v1/coupons", percent_off=10, duration="once")["id"]
    code = shop.call("POST", "/v1/promotion_codes", coupon=coupon)
    shop.merchant.delete(f"/v1/coupons/{coupon}")
    kept = shop.call("GET", f"/v1/promotion_codes/{code['id']}")["coupon"]
    assert (kept["id"], kept["valid"]) == (coupon, False)


@pytest.mark.parametrize(("version", "shown"), [(OLD, True), ("2024-04-10", False), (DAHLIA, False), (ENDIVE, True)])
def test_pausing_in_the_portal(account: Account, version: str, shown: bool) -> None:
    """A configuration has a word on it in some versions only."""
    features = {"invoice_history": {"enabled": True}}
    terms = {"privacy_policy_url": "https://shop.example/p", "terms_of_service_url": "https://shop.example/t"}
    made = Shop(account, version).call(
        "POST", "/v1/billing_portal/configurations", features=features, business_profile=terms
    )
    assert ("subscription_pause" in made["features"]) is shown


@pytest.mark.parametrize(
    ("version", "on_subscription"),
    [("2022-11-15", True), (ACACIA, True), ("2025-03-31.basil", False), (CLOVER, False), ("2026-11-18.endive", False)],
)
def test_webhooks_are_of_the_version_of_their_endpoint(
    account: Account, receiver: Receiver, version: str, on_subscription: bool
) -> None:
    """The event says the endpoint's version, and its object has that version's fields (fact 124)."""
    params = {"url": receiver.url, "enabled_events": ["customer.subscription.created"], "api_version": version}
    assert account.post("/v1/webhook_endpoints", params).status_code == 200
    merchant = Merchant(account)
    merchant.subscribe(merchant.customer())
    (delivery,) = receiver.wait_for("customer.subscription.created", 1)
    assert delivery.event["api_version"] == version
    subscription = delivery.event["data"]["object"]
    assert for_version(version).check(subscription) == []
    assert ("current_period_end" in subscription) is on_subscription
    assert "current_period_end" in subscription["items"]["data"][0]


@pytest.mark.parametrize(("version", "mode"), [(OLD, "classic"), (BASIL, "classic"), (CLOVER, "flexible")])
def test_how_a_new_subscription_is_billed_by_default(account: Account, version: str, mode: str) -> None:
    """Of a subscription, a schedule and a quote; seen in the default version, as the oldest do not show it."""
    shop = Shop(account, version)
    items = [{"price": shop.merchant.price(500)}]
    made = {
        "subscriptions": shop.call("POST", "/v1/subscriptions", customer=shop.customer, items=items),
        "subscription_schedules": shop.call(
            "POST", "/v1/subscription_schedules", customer=shop.customer, start_date="now", phases=[{"items": items}]
        ),
        "quotes": shop.call("POST", "/v1/quotes", customer=shop.customer, line_items=items),
    }
    for path, obj in made.items():
        now = account.get(f"/v1/{path}/{obj['id']}").json()
        assert (now["subscription_data"] if path == "quotes" else now)["billing_mode"]["type"] == mode, path
