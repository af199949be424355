"""What the tests say to the emulator: plain HTTP (bodies form-encoded as Stripe wants them) and the real SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote_plus

import httpx
import pytest
import requests
import stripe

from harness.core import awaiting
from stripe_emulator.contract import CURRENT, DEFAULT_VERSION
from tests.dual_mode.own import Own
from tests.dual_mode.real import Real, refuse_live
from tests.dual_mode.recording import Recording

T = TypeVar("T")
JSON = dict[str, Any]
CHALLENGES = "/three_d_secure/"
TIMEOUT_SECONDS = 30.0
# What an ordinary account hears that sends a card number (fact 27).
NUMBERS_REFUSED = "Sending credit card numbers directly to the Stripe API"


def encode(params: Mapping[str, Any]) -> str:
    """Parameters as Stripe's bracketed form: `a[b]=1&c[0]=2`."""
    return "&".join(f"{quote_plus(name, safe='[]')}={quote_plus(value)}" for name, value in _pairs(params))


def _pairs(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(inner, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _pairs(inner, f"{name}[{index}]")
    else:
        yield name, str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def words(text: str) -> frozenset[str]:
    """The words of a text, for lists of field names."""
    return frozenset(text.split())


def card_data(number: str = "4242424242424242", **changes: Any) -> JSON:
    """Card details with a date in the future; `cvc=None` leaves the CVC out."""
    amex = number.startswith(("34", "37"))
    year = datetime.now(UTC).year + 2
    card: JSON = {"number": number, "exp_month": 12, "exp_year": year, "cvc": "1234" if amex else "123", **changes}
    return {name: value for name, value in card.items() if value is not None}


def eventually(check: Callable[[], T], *, reason: str, deadline: float = 10.0) -> T:
    """The first value of `check` that is true; Failure with the reason when the deadline passes."""
    return awaiting.eventually(check, reason=reason, deadline=deadline)


def ok(response: httpx.Response) -> JSON:
    """The JSON of an answer that must be 200, and whole by Stripe's own response contract."""
    assert response.status_code == 200, f"expected 200, got {describe(response)}"
    body = response.json()
    assert isinstance(body, dict), f"expected a JSON object, got {describe(response)}"
    if "object" in body:
        request = response.request
        partial = "Bearer pk_" in request.headers.get("authorization", "") or CHALLENGES in request.url.path
        wrong = CURRENT.check(body, partial=partial)
        assert wrong == [], f"not what the contract says: {wrong} in {describe(response)}"
    return body


def error_of(response: httpx.Response, *statuses: int) -> JSON:
    """The error object of an answer with one of these statuses, in Stripe's envelope."""
    assert response.status_code in statuses, f"expected {statuses}, got {describe(response)}"
    body = response.json()
    assert list(body) == ["error"], f"expected the envelope of fact 11, got {describe(response)}"
    error = body["error"]
    assert error.get("type"), f"an error has a type: {describe(response)}"
    assert "message" in error, f"an error has a message: {describe(response)}"
    return dict(error)


def describe(response: httpx.Response) -> str:
    """Status, body and request of an exchange, for assertion messages."""
    request = response.request
    return f"{response.status_code} {response.text[:600]!r} to {request.method} {request.url} {request.content[:300]!r}"


@dataclass(frozen=True)
class Account:
    """One account of the emulator: `sk_test_<name>` and `pk_test_<name>`; or what is a test's own of a real one.

    With `real` the keys are Stripe's, and a list holds only what this test made, as an account of its own would.
    """

    name: str
    base: str
    http: httpx.Client = field(repr=False)
    real: Real | None = None
    recording: Recording = field(default_factory=Recording, repr=False)
    own: Own = field(default_factory=Own, repr=False)

    @property
    def secret_key(self) -> str:
        """The key of the server."""
        return self.real.secret_key if self.real else f"sk_test_{self.name}"

    @property
    def publishable_key(self) -> str:
        """The key of the browser; skips a test that has none at Stripe."""
        if self.real is None:
            return f"pk_test_{self.name}"
        return self.real.publishable_key or pytest.skip("needs STRIPE_TEST_PUBLISHABLE_KEY=pk_test_...")

    def unique(self, key: str) -> str:
        """An Idempotency-Key that nobody else uses: at Stripe they live for a day, in one account for all tests."""
        return f"{key}-{self.name}"

    @cached_property
    def sdk(self) -> stripe.StripeClient:
        """The real SDK, without its automatic retries."""
        session = requests.Session()
        session.trust_env = self.real is not None
        session.hooks["response"].append(self.recording.hear)
        transport = stripe.RequestsClient(session=session, timeout=TIMEOUT_SECONDS)
        return stripe.StripeClient(
            self.secret_key, base_addresses={"api": self.base}, max_network_retries=0, http_client=transport
        )

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> httpx.Response:
        """One request with the secret key (or `key`); parameters go into the query of a GET, else the form."""
        sent = {"Authorization": f"Bearer {key or self.secret_key}", **(headers or {})}
        if self.real is not None:
            refuse_live(key or "", "the key of a request")
            sent.setdefault("Stripe-Version", DEFAULT_VERSION)
        if idempotency_key is not None:
            sent["Idempotency-Key"] = idempotency_key
        encoded = encode(params or {})
        url = self.base + path
        if method == "GET":
            answer = self.http.request(method, f"{url}?{encoded}" if encoded else url, headers=sent)
        else:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            answer = self.http.request(method, url, content=encoded.encode(), headers=sent)
        return self._heard(method, path, encoded, answer)

    def bare(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One request with these headers only: no key."""
        return self._heard(method, path, "", self.http.request(method, self.base + path, headers=headers))

    def get(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        """GET with the secret key."""
        return self.call("GET", path, params, **options)

    def post(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        """POST with the secret key."""
        return self.call("POST", path, params, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        """DELETE with the secret key."""
        return self.call("DELETE", path, **options)

    def browser(self, method: str, path: str, params: Mapping[str, Any] | None = None) -> httpx.Response:
        """The same with the publishable key."""
        return self.call(method, path, params, key=self.publishable_key)

    def try_pay(self, payment_method: str = "pm_card_visa", amount: int = 2000, **params: Any) -> httpx.Response:
        """Create and confirm a card PaymentIntent in one request."""
        given = {"amount": amount, "currency": "usd", "payment_method_types": ["card"], "confirm": True}
        return self.post("/v1/payment_intents", {**given, "payment_method": payment_method, **params})

    def pay(self, payment_method: str = "pm_card_visa", amount: int = 2000, **params: Any) -> JSON:
        """The same, answered with 200."""
        return ok(self.try_pay(payment_method, amount, **params))

    def intent(self, amount: int = 2000, **params: Any) -> JSON:
        """A new card PaymentIntent, not confirmed."""
        given = {"amount": amount, "currency": "usd", "payment_method_types": ["card"]}
        return ok(self.post("/v1/payment_intents", {**given, **params}))

    def confirm(self, intent_id: str, **params: Any) -> httpx.Response:
        """Confirm with the secret key."""
        return self.post(f"/v1/payment_intents/{intent_id}/confirm", params)

    def retrieve(self, intent_id: str, **params: Any) -> JSON:
        """The PaymentIntent as the secret key sees it."""
        return ok(self.get(f"/v1/payment_intents/{intent_id}", params))

    def charges(self, intent_id: str) -> list[JSON]:
        """The charges of a PaymentIntent, newest first."""
        return list(ok(self.get("/v1/charges", {"payment_intent": intent_id, "limit": 100}))["data"])

    def events(self, *types: str) -> list[JSON]:
        """Events of this account, oldest first; of these types when given."""
        found = ok(self.get("/v1/events", {"limit": 100, **({"types": list(types)} if types else {})}))["data"]
        return list(reversed(found))

    def introspect(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request to `/_localstack/stripe/...`, which needs no key."""
        assert self.real is None, "Stripe has no introspection: a test of it cannot carry the marker `stripe`"
        return self.http.request(method, f"{self.base}/_localstack/stripe{path}", **options)

    def _heard(self, method: str, path: str, form: str, answer: httpx.Response) -> httpx.Response:
        if self.real is not None:
            if NUMBERS_REFUSED in answer.text:
                pytest.skip("this Stripe account takes no card numbers (fact 27): only its support can change that")
            answer = self.own.only(answer)
        self.recording.add(method, path, form, answer)
        return answer
