"""Payment links: their object, what they open, when they close."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.stripe_emulator.checkout.checkout_shop import lines_of, monthly, press, price, session_of, text_of
from tests.stripe_emulator.client import JSON, Account, error_of, ok


def try_link(account: Account, **params: Any) -> httpx.Response:
    """A link to one price."""
    given = {"line_items": [{"price": price(account), "quantity": 1}], **params}
    return account.post("/v1/payment_links", {name: value for name, value in given.items() if value is not None})


def link(account: Account, **params: Any) -> JSON:
    """The same, answered with 200."""
    return ok(try_link(account, **params))


def follow(account: Account, link: JSON, query: str = "") -> JSON:
    """The session that a visit opens."""
    visited = account.http.get(link["url"] + query)
    assert visited.status_code == 303, text_of(visited)
    return session_of(account, visited.headers["location"].rsplit("/", 1)[1])


def test_a_link(account: Account) -> None:
    """Its defaults, and an event."""
    made = link(account, metadata={"campaign": "summer"})
    expected = {
        "active": True, "allow_promotion_codes": False, "billing_address_collection": "auto", "currency": "usd",
        "customer_creation": "if_required", "metadata": {"campaign": "summer"}, "restrictions": None,
        "submit_type": "auto",
        "after_completion": {
            "hosted_confirmation": {"custom_message": None}, "redirect": None, "type": "hosted_confirmation",
        },
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    assert made["url"].startswith(f"{account.base}/b/test_")
    assert [event["data"]["object"]["id"] for event in account.events("payment_link.created")] == [made["id"]]


def test_a_visit_opens_a_session(account: Account) -> None:
    """With the link's wishes, its metadata and what stands in the address."""
    made = link(account, metadata={"campaign": "summer"}, allow_promotion_codes=True,
                payment_intent_data={"description": "Shirt"}, phone_number_collection={"enabled": True})  # fmt: skip
    session = follow(account, made, "?prefilled_email=a%40b.co&client_reference_id=cart_7")
    expected = {
        "payment_link": made["id"], "metadata": {"campaign": "summer"}, "allow_promotion_codes": True,
        "customer_email": "a@b.co", "client_reference_id": "cart_7", "status": "open",
        "phone_number_collection": {"enabled": True},
    }  # fmt: skip
    assert {name: session[name] for name in expected} == expected
    assert press(account, session, phoneNumber="5551234").status_code == 303
    done = session_of(account, session["id"])
    assert account.retrieve(done["payment_intent"])["description"] == "Shirt"
    assert ok(account.get("/v1/checkout/sessions", {"payment_link": made["id"]}))["data"] == [done]


def test_after_completion(account: Account) -> None:
    """A confirmation here, or on to the shop."""
    hosted = {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "See you soon"}}
    session = follow(account, link(account, after_completion=hosted))
    done = press(account, session)
    assert "See you soon" in text_of(account.http.get(done.headers["location"]))
    shop = "https://shop.example/thanks?id={CHECKOUT_SESSION_ID}"
    session = follow(account, link(account, after_completion={"type": "redirect", "redirect": {"url": shop}}))
    assert press(account, session).headers["location"] == f"https://shop.example/thanks?id={session['id']}"


def test_a_limit_of_completed_sessions(account: Account) -> None:
    """Counted when they complete; at the limit the link is closed, with an event."""
    made = link(account, restrictions={"completed_sessions": {"limit": 1}}, inactive_message="Sold out")
    first, second = follow(account, made), follow(account, made)
    press(account, first)
    path = f"/v1/payment_links/{made['id']}"
    after = ok(account.get(path))
    assert (after["active"], after["restrictions"]) == (False, {"completed_sessions": {"count": 1, "limit": 1}})
    told = account.events("payment_link.updated")[0]["data"]
    assert told["previous_attributes"]["active"] is True
    closed = account.http.get(made["url"])
    assert closed.status_code == 404
    assert "Sold out" in text_of(closed)
    assert session_of(account, second["id"])["status"] == "open"


def test_update(account: Account) -> None:
    """What changed is told; new sessions have it, and a link can be switched off and on."""
    made = link(account)
    path = f"/v1/payment_links/{made['id']}"
    changed = ok(account.post(path, {"allow_promotion_codes": True, "metadata": {"a": "b"}}))
    assert (changed["allow_promotion_codes"], changed["metadata"]) == (True, {"a": "b"})
    told = account.events("payment_link.updated")[0]["data"]
    assert told["previous_attributes"] == {"allow_promotion_codes": False, "metadata": {"a": None}}
    line = ok(account.get(f"{path}/line_items"))["data"][0]
    ok(account.post(path, {"line_items": [{"id": line["id"], "quantity": 3}]}))
    session = follow(account, made)
    assert (session["amount_total"], session["metadata"]) == (4500, {"a": "b"})
    ok(account.post(path, {"active": False}))
    assert account.http.get(made["url"]).status_code == 404
    ok(account.post(path, {"active": True}))
    assert follow(account, made)["status"] == "open"


def test_a_subscription_link(account: Account) -> None:
    """Recurring prices make subscriptions, with their data."""
    items = [{"price": monthly(account), "quantity": 1}]
    made = link(account, line_items=items, subscription_data={"trial_period_days": 7})
    assert (made["customer_creation"], made["subscription_data"]["trial_period_days"]) == ("always", 7)
    session = follow(account, made)
    assert (session["mode"], session["amount_total"]) == ("subscription", 0)


def test_a_price_made_for_the_link(account: Account) -> None:
    """`price_data`: every session sells the very price."""
    data = {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Mug"}}
    made = link(account, line_items=[{"price_data": data, "quantity": 1}])
    sold = ok(account.get(f"/v1/payment_links/{made['id']}", {"expand": ["line_items"]}))["line_items"]["data"][0]
    for _ in range(2):
        session = follow(account, made)
        assert lines_of(account, session["id"])[0]["price"]["id"] == sold["price"]["id"]


def test_lists(account: Account) -> None:
    """Newest first, by `active`."""
    first, second = link(account), link(account)
    ok(account.post(f"/v1/payment_links/{first['id']}", {"active": False}))
    assert [one["id"] for one in ok(account.get("/v1/payment_links"))["data"]] == [second["id"], first["id"]]
    assert [one["id"] for one in ok(account.get("/v1/payment_links", {"active": True}))["data"]] == [second["id"]]
    assert error_of(account.get("/v1/payment_links/plink_none"), 404)["code"] == "resource_missing"
    assert account.http.get(f"{account.base}/b/test_none").status_code == 404


@pytest.mark.parametrize(("params", "param"), [
    ({"line_items": None}, "line_items"),
    ({"after_completion": {"type": "redirect"}}, "after_completion[redirect]"),
    ({"after_completion": {"type": "redirect", "redirect": {"url": "shop"}}}, "after_completion[redirect][url]"),
    ({"restrictions": {"completed_sessions": {"limit": 0}}}, "restrictions[completed_sessions][limit]"),
    ({"subscription_data": {"trial_period_days": 7}}, "subscription_data"),
    ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
])  # fmt: skip
def test_what_no_link_can_have(account: Account, params: dict[str, Any], param: str) -> None:
    """A 400 that names the parameter."""
    assert error_of(try_link(account, **params), 400)["param"] == param
