"""A small shop for the tests of Checkout: prices, sessions, and a shopper who fills in the page by HTTP."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.stripe_emulator.client import JSON, Account, ok

SUCCESS = "https://shop.example/done?session_id={CHECKOUT_SESSION_ID}"
CANCEL = "https://shop.example/cart"
CARD = {"cardNumber": "4242 4242 4242 4242", "cardExpiry": "12 / 34", "cardCvc": "123", "billingName": "Jenny Rosen"}
SHOPPER = {"email": "jenny@example.com", **CARD, "billingCountry": "US", "billingPostalCode": "94080"}


def price(account: Account, amount: int | None = 1500, currency: str = "usd", **more: Any) -> str:
    """A price of a new product; without an amount where `more` has another one."""
    product = ok(account.post("/v1/products", {"name": more.pop("name", "Linen shirt")}))["id"]
    terms = {"product": product, "currency": currency, **more}
    made = account.post("/v1/prices", terms if amount is None else {**terms, "unit_amount": amount})
    return str(ok(made)["id"])


def monthly(account: Account, amount: int = 900, **more: Any) -> str:
    """A price that recurs every month."""
    return price(account, amount, recurring={"interval": "month", **more.pop("recurring", {})}, **more)


def try_open(account: Account, **params: Any) -> httpx.Response:
    """A payment session of one price, unless told otherwise; None leaves a parameter out."""
    given: JSON = {"mode": "payment", "success_url": SUCCESS, **params}
    if given["mode"] != "setup" and "line_items" not in given:
        one = monthly(account) if given["mode"] == "subscription" else price(account)
        given["line_items"] = [{"price": one, "quantity": 1}]
    if given["mode"] == "setup":
        given.setdefault("currency", "usd")
    return account.post("/v1/checkout/sessions", {name: value for name, value in given.items() if value is not None})


def open_session(account: Account, **params: Any) -> JSON:
    """The same, answered with 200."""
    return ok(try_open(account, **params))


def session_of(account: Account, id: str, **params: Any) -> JSON:
    """A session as the secret key sees it."""
    return ok(account.get(f"/v1/checkout/sessions/{id}", params))


def lines_of(account: Account, id: str) -> list[JSON]:
    """Its line items."""
    return list(ok(account.get(f"/v1/checkout/sessions/{id}/line_items", {"limit": 100}))["data"])


def card(account: Account, token: str = "tok_visa", **billing: Any) -> str:
    """A PaymentMethod of a documented token."""
    details = {"email": "jenny@example.com", "name": "Jenny Rosen", **billing}
    params = {"type": "card", "card": {"token": token}, "billing_details": details}
    return str(ok(account.post("/v1/payment_methods", params))["id"])


def confirm(account: Account, id: str, **params: Any) -> httpx.Response:
    """Pay as the official CLI does: with the secret key, without the page."""
    return account.post(f"/v1/payment_pages/{id}/confirm", params)


def complete(account: Account, session: JSON, token: str = "tok_visa") -> JSON:
    """The session, paid."""
    return ok(confirm(account, session["id"], payment_method=card(account, token)))


def advance(account: Account, seconds: int) -> None:
    """Move the account's clock."""
    ok(account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": seconds}))


def freeze(account: Account) -> None:
    """Stop the account's clock: a debit is under way until `advance`, however long the test takes to look."""
    ok(account.introspect("POST", "/clock", params={"account": account.name}, json={"freeze": True}))


def press(account: Account, session: JSON, action: str = "pay", **typed: str) -> httpx.Response:
    """Fill in the page and press one of its buttons, as a browser without JavaScript does."""
    form = {**SHOPPER, **typed, "action": action}
    return account.http.post(session["url"], data=form)


def text_of(page: httpx.Response) -> str:
    """What a page says, without its tags."""
    body = re.sub(r"<(style|script)>.*?</\1>", " ", page.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
