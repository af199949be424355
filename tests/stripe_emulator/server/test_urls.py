"""Every URL that comes in: what a browser would be sent to is a web page, or an app where Stripe allows one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.client import Account, error_of, ok

NOT_VALID = "Not a valid URL"
DANGEROUS = (
    "javascript:alert(1)", "javascript://shop.example/%0aalert(1)", "JavaScript://x/", "data:text/html,x", "data://x/",
    "vbscript://x/", "file:///etc/passwd", "blob:https://x/", "/relative", "//shop.example/", "https://", "https:///x",
    "not a url", "https://shop.example:99999/", "https://[::1", " javascript:alert(1)",
)  # fmt: skip
CARD: dict[str, Any] = {"payment_method": "pm_card_visa"}
PAYING: dict[str, Any] = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "confirm": True, **CARD}


def line(account: Account) -> list[dict[str, Any]]:
    """Something to buy."""
    product = ok(account.post("/v1/products", {"name": "Mug"}))["id"]
    price = ok(account.post("/v1/prices", {"product": product, "currency": "usd", "unit_amount": 500}))["id"]
    return [{"price": price, "quantity": 1}]


def requests(account: Account, url: str) -> dict[str, tuple[str, dict[str, Any], str]]:
    """Each place a URL comes in: path, parameters and the parameter that is named by a refusal."""
    checkout: dict[str, Any] = {"mode": "payment", "line_items": line(account)}
    success = {**checkout, "success_url": "https://shop.example/"}
    customer = ok(account.post("/v1/customers", {}))["id"]
    redirect = {"type": "redirect", "redirect": {"url": url}}
    intent, setup = (
        account.intent()["id"],
        ok(account.post("/v1/setup_intents", {"payment_method_types": ["card"]}))["id"],
    )
    features = {"features": {"invoice_history": {"enabled": True}}}
    flow = {"type": "payment_method_update", "after_completion": {"type": "redirect", "redirect": {"return_url": url}}}
    return {
        "success": ("/v1/checkout/sessions", {**checkout, "success_url": url}, "success_url"),
        "cancel": ("/v1/checkout/sessions", {**success, "cancel_url": url}, "cancel_url"),
        "embedded": ("/v1/checkout/sessions", {**checkout, "ui_mode": "embedded_page", "return_url": url},
                     "return_url"),
        "link": ("/v1/payment_links", {"line_items": line(account), "after_completion": redirect},
                 "after_completion[redirect][url]"),
        "portal": ("/v1/billing_portal/sessions", {"customer": customer, "return_url": url}, "return_url"),
        "flow": ("/v1/billing_portal/sessions", {"customer": customer, "flow_data": flow},
                 "flow_data[after_completion][redirect][return_url]"),
        "configuration": ("/v1/billing_portal/configurations", {**features, "default_return_url": url},
                          "default_return_url"),
        "terms": ("/v1/billing_portal/configurations",
                  {**features, "business_profile": {"terms_of_service_url": url}},
                  "business_profile[terms_of_service_url]"),
        "privacy": ("/v1/billing_portal/configurations",
                    {**features, "business_profile": {"privacy_policy_url": url}},
                    "business_profile[privacy_policy_url]"),
        "webhook": ("/v1/webhook_endpoints", {"enabled_events": ["*"], "url": url}, "url"),
        "payment": ("/v1/payment_intents", {**PAYING, "return_url": url}, "return_url"),
        "confirm": (f"/v1/payment_intents/{intent}/confirm", {**CARD, "return_url": url}, "return_url"),
        "setup": ("/v1/setup_intents", {**CARD, "confirm": True, "return_url": url}, "return_url"),
        "setup confirm": (f"/v1/setup_intents/{setup}/confirm", {**CARD, "return_url": url}, "return_url"),
        "token": ("/v1/test_helpers/confirmation_tokens", {**CARD, "return_url": url}, "return_url"),
        "source": ("/v1/sources", {"type": "ideal", "currency": "eur", "amount": 100, "redirect": {"return_url": url}},
                   "redirect[return_url]"),
    }  # fmt: skip


# Where a mobile app's scheme may stand (https://docs.stripe.com/api/payment_intents/confirm, `return_url`).
APPS = ("payment", "confirm", "setup", "setup confirm", "token", "source")


@pytest.mark.parametrize("url", DANGEROUS)
def test_what_no_browser_may_be_sent_to_is_refused(account: Account, url: str) -> None:
    """Stripe's words, and the parameter by name."""
    for place, (path, params, name) in requests(account, url).items():
        error = error_of(account.post(path, params), 400)
        assert (error["code"], error["param"]) == ("url_invalid", name), place
        assert place == "webhook" or error["message"] == NOT_VALID


def test_web_pages_are_taken(account: Account) -> None:
    """Http, https, ports, queries, fragments, names in letters of any script."""
    for url in (
        "http://127.0.0.1:8000/done?a=b#c",
        "https://shop.example/{CHECKOUT_SESSION_ID}",
        "https://bücher.example/ü",
    ):
        for path, params, _ in requests(account, url).values():
            ok(account.post(path, params))


def test_an_app_is_taken_where_stripe_takes_one(account: Account) -> None:
    """Not where a web page shows a link to it; and never without a name (stripe-react-native, issue 539)."""
    for place, (path, params, _) in requests(account, "myapp://paid").items():
        answer = account.post(path, params)
        assert answer.status_code == (200 if place in APPS else 400), place
    for place, (path, params, _) in requests(account, "myapp:///paid").items():
        assert account.post(path, params).status_code == 400, place


def test_a_url_is_never_shown_as_markup(account: Account) -> None:
    """Quotes and angle brackets in what is a URL otherwise."""
    url = "https://shop.example/?a=\"'><script>alert(1)</script>"
    customer = ok(account.post("/v1/customers", {}))["id"]
    portal = ok(account.post("/v1/billing_portal/sessions", {"customer": customer, "return_url": url}))["url"]
    wish = {"mode": "payment", "line_items": line(account), "success_url": url, "cancel_url": url}
    session = ok(account.post("/v1/checkout/sessions", wish))["url"]
    for page in (portal, session):
        shown = account.http.get(page).text
        assert "shop.example" in shown
        assert "<script>alert(1)" not in shown
        assert "a=\"'>" not in shown
