"""The customer portal: configurations, sessions, the page (https://docs.stripe.com/customer-management)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.stripe_emulator.billing.merchant import MONTH, START, Merchant
from tests.stripe_emulator.client import JSON, Account, error_of

CONFIGURATIONS, SESSIONS = "/v1/billing_portal/configurations", "/v1/billing_portal/sessions"
CANCEL = {"subscription_cancel": {"enabled": True}}


def visit(account: Account, url: str, **form: str) -> httpx.Response:
    """Open a page, or send its form."""
    return account.http.post(url, data=form) if form else account.http.get(url)


def test_a_configuration_has_every_default(merchant: Merchant) -> None:
    """What is not given is off, with the documented defaults."""
    made = merchant.post(CONFIGURATIONS, features=CANCEL, business_profile={"headline": "Gold"}, metadata={"a": "b"})
    cancel, update = made["features"]["subscription_cancel"], made["features"]["subscription_update"]
    assert (made["active"], made["is_default"], made["login_page"]) == (True, False, {"enabled": False, "url": None})
    assert (cancel["enabled"], cancel["mode"], cancel["proration_behavior"]) == (True, "at_period_end", "none")
    assert (update["enabled"], update["default_allowed_updates"], update["trial_update_behavior"]) == (
        False, [], "end_trial"
    )  # fmt: skip
    assert made["business_profile"] == {"headline": "Gold", "privacy_policy_url": None, "terms_of_service_url": None}
    assert merchant.told("billing_portal.configuration.created")["object"] == made


def test_a_configuration_changes_by_what_is_given(merchant: Merchant) -> None:
    """Features are merged; the event tells what they were."""
    made = merchant.post(CONFIGURATIONS, features=CANCEL)
    path = f"{CONFIGURATIONS}/{made['id']}"
    changed = merchant.post(
        path,
        features={"customer_update": {"enabled": True, "allowed_updates": ["email"]}},
        active=False,
        login_page={"enabled": True},
    )
    assert changed["features"]["subscription_cancel"]["enabled"] is True
    assert changed["features"]["customer_update"] == {"allowed_updates": ["email"], "enabled": True}
    assert changed["login_page"]["url"].startswith(merchant.account.base)
    previous = merchant.told("billing_portal.configuration.updated")["previous_attributes"]
    assert previous["active"] is True
    assert previous["features"] == {"customer_update": {"allowed_updates": [], "enabled": False}}
    emptied = merchant.post(path, features={"customer_update": {"allowed_updates": ""}})
    assert emptied["features"]["customer_update"]["allowed_updates"] == []
    assert [one["id"] for one in merchant.get(CONFIGURATIONS, active=False)["data"]] == [made["id"]]
    assert merchant.get(CONFIGURATIONS, active=True)["data"] == []


@pytest.mark.parametrize(
    ("features", "param"),
    [
        (
            {"subscription_cancel": {"enabled": True, "proration_behavior": "always_invoice"}},
            "features[subscription_cancel][proration_behavior]",
        ),
        (
            {"subscription_cancel": {"enabled": True, "proration_behavior": "create_prorations"}},
            "features[subscription_cancel][proration_behavior]",
        ),
        (
            {
                "subscription_update": {
                    "enabled": True,
                    "products": [{"product": "prod_none", "prices": ["price_none"]}],
                }
            },
            "features[subscription_update][products][0][product]",
        ),
    ],
)
def test_features_that_no_portal_can_offer(merchant: Merchant, features: JSON, param: str) -> None:
    """Refused by their own parameter."""
    refused = error_of(merchant.account.post(CONFIGURATIONS, {"features": features}), 400)
    assert refused["param"] == param


def test_products_to_switch_to(merchant: Merchant) -> None:
    """The prices must be of the product."""
    price = merchant.price()
    products = [{"product": merchant.product, "prices": [price]}]
    made = merchant.post(CONFIGURATIONS, features={"subscription_update": {"enabled": True, "products": products}})
    (product,) = made["features"]["subscription_update"]["products"]
    assert (product["prices"], product["adjustable_quantity"]["enabled"]) == ([price], False)
    other = merchant.post("/v1/products", name="Silver")["id"]
    wrong = {"subscription_update": {"enabled": True, "products": [{"product": other, "prices": [price]}]}}
    refused = error_of(merchant.account.post(CONFIGURATIONS, {"features": wrong}), 400)
    assert refused["param"] == "features[subscription_update][products][0][prices][0]"


def test_a_session_goes_by_the_default_configuration(merchant: Merchant) -> None:
    """The default one is there when it is needed, once."""
    customer = merchant.customer()
    first = merchant.post(SESSIONS, customer=customer, return_url="https://shop.example/account", locale="de")
    second = merchant.post(SESSIONS, customer=customer)
    assert first["configuration"] == second["configuration"]
    (default,) = merchant.get(CONFIGURATIONS, is_default=True)["data"]
    assert default["id"] == first["configuration"]
    assert (first["return_url"], first["locale"], first["flow"]) == ("https://shop.example/account", "de", None)
    assert merchant.told("billing_portal.session.created")["object"]["id"] == second["id"]
    refused = error_of(merchant.account.post(f"{CONFIGURATIONS}/{default['id']}", {"active": False}), 400)
    assert refused["param"] == "active"


def test_a_session_that_cannot_be(merchant: Merchant) -> None:
    """Nobody, somebody who is not there, a configuration that is switched off."""
    customer = merchant.customer()
    account = merchant.account
    assert error_of(account.post(SESSIONS), 400)["param"] == "customer"
    assert error_of(account.post(SESSIONS, {"customer": "cus_none"}), 400)["code"] == "resource_missing"
    off = merchant.post(CONFIGURATIONS, features=CANCEL)["id"]
    merchant.post(f"{CONFIGURATIONS}/{off}", active=False)
    refused = error_of(account.post(SESSIONS, {"customer": customer, "configuration": off}), 400)
    assert refused["param"] == "configuration"


def test_flows_lead_to_one_thing(merchant: Merchant) -> None:
    """A flow must be enabled and be about the customer's own subscription."""
    customer, other = merchant.customer(), merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    configuration = merchant.post(CONFIGURATIONS, features=CANCEL)["id"]
    asked: dict[str, Any] = {"type": "subscription_cancel", "subscription_cancel": {"subscription": subscription}}
    session = merchant.post(SESSIONS, customer=customer, configuration=configuration, flow_data=asked)
    assert session["flow"]["subscription_cancel"] == {"retention": None, "subscription": subscription}
    assert session["flow"]["after_completion"]["type"] == "portal_homepage"
    account = merchant.account
    given = {"customer": other, "configuration": configuration, "flow_data": asked}
    assert error_of(account.post(SESSIONS, given), 400)["param"] == "flow_data[subscription_cancel][subscription]"
    update = {"type": "subscription_update", "subscription_update": {"subscription": subscription}}
    refused = error_of(account.post(SESSIONS, {**given, "customer": customer, "flow_data": update}), 400)
    assert "the subscription update feature in the portal configuration is disabled" in refused["message"]


def test_the_page_cancels_at_the_end_of_the_period_and_back(merchant: Merchant) -> None:
    """A customer cancels, thinks better of it, and cancels for good."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    session = merchant.post(SESSIONS, customer=customer, return_url="https://shop.example/account")
    page = visit(merchant.account, session["url"])
    assert page.status_code == 200
    assert "1 Gold ($15.00)" in page.text
    assert "renews on 01 Feb 2020" in page.text
    assert 'href="https://shop.example/account"' in page.text
    form = {"subscription": subscription, "action": "cancel", "feedback": "too_expensive", "comment": "no money"}
    done = visit(merchant.account, session["url"], **form)
    assert (done.status_code, done.headers["location"]) == (303, session["url"])
    canceling = merchant.subscription(subscription)
    assert (canceling["cancel_at_period_end"], canceling["cancel_at"]) == (True, START + MONTH)
    assert canceling["cancellation_details"]["feedback"] == "too_expensive"
    assert "cancels on 01 Feb 2020" in visit(merchant.account, session["url"]).text
    visit(merchant.account, session["url"], subscription=subscription, action="renew")
    assert merchant.subscription(subscription)["cancel_at"] is None
    visit(merchant.account, session["url"], subscription=subscription, action="cancel")
    merchant.advance(START + MONTH)
    assert merchant.subscription(subscription)["status"] == "canceled"
    assert subscription not in visit(merchant.account, session["url"]).text


def test_the_page_cancels_at_once_where_the_configuration_says_so(merchant: Merchant) -> None:
    """`mode=immediately`; after a flow the shopper is sent on."""
    customer = merchant.customer()
    subscription = merchant.subscribe(customer)["id"]
    features = {"subscription_cancel": {"enabled": True, "mode": "immediately"}}
    configuration = merchant.post(CONFIGURATIONS, features=features)["id"]
    flow = {
        "type": "subscription_cancel",
        "subscription_cancel": {"subscription": subscription},
        "after_completion": {"type": "redirect", "redirect": {"return_url": "https://shop.example/gone"}},
    }
    session = merchant.post(SESSIONS, customer=customer, configuration=configuration, flow_data=flow)
    done = visit(merchant.account, session["url"], subscription=subscription, action="cancel")
    assert done.headers["location"] == "https://shop.example/gone"
    assert merchant.subscription(subscription)["status"] == "canceled"


def test_the_page_does_nothing_else(merchant: Merchant) -> None:
    """Not what is not offered, not for others, not without a session."""
    customer, other = merchant.customer(), merchant.customer()
    foreign = merchant.subscribe(other)["id"]
    session = merchant.post(SESSIONS, customer=customer)
    assert visit(merchant.account, session["url"], subscription=foreign, action="cancel").status_code == 400
    assert visit(merchant.account, session["url"], subscription=foreign, action="explode").status_code == 400
    assert merchant.subscription(foreign)["cancel_at"] is None
    nowhere = session["url"].replace(session["id"], "bps_none")
    assert visit(merchant.account, nowhere).status_code == 404


def test_the_login_page_finds_the_customer(merchant: Merchant) -> None:
    """By the address; somebody unknown is told so."""
    merchant.customer(email="gold@example.com")
    configuration = merchant.post(CONFIGURATIONS, features=CANCEL, login_page={"enabled": True})
    url = configuration["login_page"]["url"]
    assert "Continue" in visit(merchant.account, url).text
    entered = visit(merchant.account, url, email="gold@example.com")
    assert entered.status_code == 303
    assert visit(merchant.account, entered.headers["location"]).status_code == 200
    assert visit(merchant.account, url, email="nobody@example.com").status_code == 404
    merchant.post(f"{CONFIGURATIONS}/{configuration['id']}", login_page={"enabled": False})
    assert visit(merchant.account, url).status_code == 404
