"""An emulator within this process, and an account in which there is one of everything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any, Protocol

import pytest
from starlette.types import ASGIApp

from stripe_emulator.control import asgi_call
from stripe_emulator.server import routing
from tests.stripe_emulator.client import JSON, encode

BASE = "http://127.0.0.1:4567"
FORM = "application/x-www-form-urlencoded"
STOCK: tuple[tuple[str, str, JSON], ...] = (
    ("payment_method", "/v1/payment_methods", {"type": "card", "card": {"token": "tok_visa"}}),
    ("token", "/v1/tokens", {"card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}}),
    ("test_helpers.test_clock", "/v1/test_helpers/test_clocks", {"frozen_time": 1800000000}),
    ("customer", "/v1/customers", {"email": "a@example.com", "source": "tok_visa"}),
    ("customer", "/v1/customers", {"email": "b@example.com", "test_clock": "{test_helpers.test_clock}"}),
    ("customer", "/v1/customers", {"payment_method": "pm_card_visa", "name": "Ada",
                                   "invoice_settings": {"default_payment_method": "pm_card_visa"}}),
    ("payment_intent", "/v1/payment_intents", {"amount": 2000, "currency": "usd"}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_visa",
      "confirm": True, "capture_method": "manual"}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_visa",
      "confirm": True, "customer": "{customer}"}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "confirm": True,
      "payment_method": "pm_card_threeDSecure2Required"}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 2000, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_createDispute",
      "confirm": True}),
    ("setup_intent", "/v1/setup_intents", {"payment_method_types": ["card"], "customer": "{customer}"}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 9000, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_bypassPending",
      "confirm": True}),
    ("payment_intent", "/v1/payment_intents",
     {"amount": 2000, "currency": "usd", "payment_method_types": ["us_bank_account"], "confirm": True,
      "payment_method": "pm_usBankAccount_success", "mandate_data": {"customer_acceptance": {"type": "offline"}}}),
    ("refund", "/v1/refunds", {"payment_intent": "{payment_intent:2}", "amount": 100}),
    ("payout", "/v1/payouts", {"amount": 100, "currency": "usd"}),
    ("topup", "/v1/topups", {"amount": 100, "currency": "usd"}),
    ("token", "/v1/tokens", {"card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2035}}),
    ("source", "/v1/sources", {"type": "card", "token": "tok_visa"}),
    ("card", "/v1/customers/{customer}/sources", {"source": "tok_visa"}),
    ("bank_account", "/v1/customers/{customer}/sources", {"source": "btok_us"}),
    ("charge", "/v1/charges", {"amount": 2000, "currency": "usd", "source": "tok_visa", "capture": False}),
    ("confirmation_token", "/v1/test_helpers/confirmation_tokens", {"payment_method": "pm_card_visa"}),
    ("payment_method_configuration", "/v1/payment_method_configurations", {"name": "Other"}),
    ("payment_method_domain", "/v1/payment_method_domains", {"domain_name": "shop.example.com"}),
    ("webhook_endpoint", "/v1/webhook_endpoints",
     {"url": "http://127.0.0.1:9/", "enabled_events": ["charge.captured"]}),
    ("product", "/v1/products", {"name": "Mug"}),
    ("price", "/v1/prices", {"product": "{product}", "currency": "usd", "unit_amount": 500}),
    ("price", "/v1/prices",
     {"product": "{product}", "currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}),
    ("coupon", "/v1/coupons", {"percent_off": 10, "duration": "once"}),
    ("promotion_code", "/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": "{coupon}"}}),
    ("tax_rate", "/v1/tax_rates", {"display_name": "VAT", "percentage": "7.5", "inclusive": False}),
    ("shipping_rate", "/v1/shipping_rates",
     {"display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 300, "currency": "usd"}}),
    ("subscription", "/v1/subscriptions", {"customer": "{customer}", "items": [{"price": "{price}"}]}),
    ("invoiceitem", "/v1/invoiceitems", {"customer": "{customer}", "amount": 700, "currency": "usd"}),
    ("invoice", "/v1/invoices", {"customer": "{customer}"}),
    ("checkout.session", "/v1/checkout/sessions",
     {"mode": "payment", "success_url": "https://shop.example/",
      "line_items": [{"price": "{price:0}", "quantity": 1}]}),
    ("payment_link", "/v1/payment_links", {"line_items": [{"price": "{price:0}", "quantity": 1}]}),
    ("quote", "/v1/quotes", {"customer": "{customer}", "line_items": [{"price": "{price:0}"}]}),
    ("subscription_schedule", "/v1/subscription_schedules",
     {"customer": "{customer}", "start_date": "now",
      "phases": [{"items": [{"price": "{price}"}], "duration": {"interval": "month", "interval_count": 2}}]}),
)  # fmt: skip
# What is there as a consequence.
LISTED = (
    "charges", "disputes", "events", "balance_transactions", "mandates", "payouts", "subscription_items", "reviews",
    "credit_notes", "invoice_payments", "setup_attempts", "billing_portal/configurations",
    "radar/early_fraud_warnings", "tax_codes",
)  # fmt: skip


class Caller(Protocol):
    """Whatever sends requests of one account."""

    def call(self, method: str, path: str, params: Mapping[str, Any]) -> tuple[int, JSON]:
        """Status and answer."""


class Inside:
    """Requests to an app in this process, with the secret key of one account; its loop has a thread of its own."""

    def __init__(self, app: ASGIApp, account: str) -> None:
        self._app, self._loop = app, asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="emulator", daemon=True)
        self._thread.start()
        self._headers = {"authorization": f"Bearer sk_test_{account}", "content-type": FORM}

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any],
        *,
        deadline: float = 10.0,
        version: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, JSON]:
        """Status and answer ({} for a PDF); a TimeoutError when there is none within the deadline."""
        sent = {**self._headers, **({"stripe-version": version} if version else {}), **(headers or {})}
        encoded = encode(params)
        query, body = (encoded, "") if method in ("GET", "DELETE") else ("", encoded)
        exchange = asgi_call.request(
            self._app, method, BASE, path, query=query, body=body.encode(), headers=sent
        )  # fmt: skip
        status, answer = asyncio.run_coroutine_threadsafe(exchange, self._loop).result(deadline)
        return status, {} if answer.startswith(b"%PDF") else json.loads(answer)

    def json(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A request of the introspection: status and answer; `path` may have a query."""
        status, answer = self.raw(method, path, b"" if body is None else json.dumps(body).encode())
        return status, json.loads(answer)

    def raw(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """The same with the body as it is sent."""
        path, _, query = path.partition("?")
        exchange = asgi_call.request(self._app, method, BASE, path, query=query, body=body, headers={})
        return asyncio.run_coroutine_threadsafe(exchange, self._loop).result(30.0)

    @contextmanager
    def broken(self) -> Iterator[None]:
        """For a moment, every request meets a bug."""

        def fails(*_: Any) -> Any:
            raise ZeroDivisionError("on purpose")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(routing.Router, "operation", fails)
            yield

    def close(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def stocked(shop: Caller) -> dict[str, list[str]]:
    """Make one of everything; the ids by kind, `any` being all of them."""
    ids: dict[str, list[str]] = {}
    for kind, path, params in STOCK:
        status, made = shop.call("POST", _with_id(path, ids), _filled(params, ids))
        if status == 200:
            ids.setdefault(kind, []).append(made["id"])
        else:
            assert "Unrecognized request URL" in made["error"]["message"], f"POST {path}: {made}"
    for path in LISTED:
        status, found = shop.call("GET", f"/v1/{path}", {"limit": 100})
        for one in found.get("data", ()):
            ids.setdefault(one["object"], []).append(one["id"])
    ids["any"] = [id for kind in ids.values() for id in kind]
    return ids


def _with_id(path: str, ids: dict[str, list[str]]) -> str:
    return "/".join(str(_filled(segment, ids)) for segment in path.split("/"))


def _filled(value: Any, ids: dict[str, list[str]]) -> Any:
    """`{kind}` replaced by the last id of that kind, `{kind:0}` by the first."""
    if isinstance(value, dict):
        return {name: _filled(member, ids) for name, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, ids) for member in value]
    if isinstance(value, str) and value.startswith("{"):
        kind, _, number = value[1:-1].partition(":")
        return ids[kind][int(number or -1)] if kind in ids else "absent"
    return value
