"""`GET` and `PUT /_localstack/stripe/state`: a second emulator goes on where the first one was."""

from __future__ import annotations

import base64
import json
import os
import pickle
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from stripe_emulator.app import create_app
from tests.stripe_emulator.client import JSON
from tests.stripe_emulator.inside import Inside, stocked
from tests.stripe_emulator.receiver import Receiver

STATE, CONTROL = "/_localstack/stripe/state", "/_localstack/stripe"
LISTS = (
    "charges", "checkout/sessions", "coupons", "customers", "disputes", "events", "invoices", "payment_intents",
    "prices", "products", "promotion_codes", "quotes", "refunds", "setup_intents", "subscription_schedules",
    "subscriptions", "test_helpers/test_clocks", "webhook_endpoints",
)  # fmt: skip
MONTH = 32 * 86_400
New = Callable[[], Inside]


@pytest.fixture
def new() -> Iterator[New]:
    """Makes emulators, each with an empty memory."""
    made: list[Inside] = []

    def make() -> Inside:
        made.append(Inside(create_app(seed=1), "saved"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def control(emulator: Inside, method: str, path: str, body: Any = None) -> JSON:
    """A request of the introspection, answered with 200."""
    status, answer = emulator.json(method, CONTROL + path, body)
    assert status == 200, answer
    return answer


def everything(emulator: Inside) -> JSON:
    """What its lists have, and its logs."""
    lists: JSON = {name: emulator.call("GET", f"/v1/{name}", {"limit": 100})[1] for name in LISTS}
    lists["deliveries"] = control(emulator, "GET", "/webhook_deliveries")
    return lists


def moved(first: Inside, second: Inside) -> None:
    """The second emulator goes on from the first one's state."""
    state = control(first, "GET", "/state")
    assert (state["object"], state["accounts"]) == ("state", ["saved"])
    assert control(second, "PUT", "/state", state)["accounts"] == ["saved"]


def test_everything_is_there_and_goes_on_alike(new: New) -> None:
    """Objects, and the ids of the next ones; what the first does afterwards is no matter of the second."""
    first, second = new(), new()
    stocked(first)
    moved(first, second)
    assert everything(second) == everything(first)
    after = [emulator.call("POST", "/v1/customers", {"name": "Next"})[1]["id"] for emulator in (first, second)]
    assert after[0] == after[1]
    first.call("POST", "/v1/customers", {})
    assert len(second.call("GET", "/v1/customers", {"limit": 100})[1]["data"]) == 3


def test_what_is_planned_happens(new: New) -> None:
    """Renewals, invoices, payouts, expiries: months later both emulators have the same to tell."""
    first, second = new(), new()
    control(first, "POST", "/clock?account=saved", {"freeze": True})
    stocked(first)
    moved(first, second)
    for emulator in (first, second):
        before = len(emulator.call("GET", "/v1/invoices", {"limit": 100})[1]["data"])
        control(emulator, "POST", "/clock?account=saved", {"advance": 2 * MONTH})
        assert len(emulator.call("GET", "/v1/invoices", {"limit": 100})[1]["data"]) > before + 1
    assert control(second, "GET", "/clock") == control(first, "GET", "/clock")
    told = [everything(emulator) for emulator in (first, second)]
    assert told[1] == told[0]


def test_a_session_is_completed_after_loading(new: New) -> None:
    """Its intent is watched by a function: the session hears of the payment."""
    first, second = new(), new()
    item = {"price_data": {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Mug"}}, "quantity": 1}
    params = {"mode": "payment", "success_url": "https://shop.example/", "line_items": [item]}
    _, session = first.call("POST", "/v1/checkout/sessions", params)
    moved(first, second)
    _, method = second.call("POST", "/v1/payment_methods", {"type": "card", "card": {"token": "tok_visa"}})
    _, page = second.call("POST", f"/v1/payment_pages/{session['id']}/confirm", {"payment_method": method["id"]})
    assert page.get("status") == "complete", page
    assert second.call("GET", f"/v1/checkout/sessions/{session['id']}", {})[1]["payment_status"] == "paid"


def test_keys_faults_and_secrets(new: New) -> None:
    """The first answer again for a key; a planned fault; deliveries signed with the secret from before."""
    first, second = new(), new()
    with Receiver() as receiver:
        _, endpoint = first.call("POST", "/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": ["*"]})
        key = {"idempotency-key": "k"}
        _, customer = first.call("POST", "/v1/customers", {"email": "a@example.com"}, headers=key)
        control(first, "POST", "/faults", {"kind": "status", "status": 503, "path": "/v1/refunds"})
        moved(first, second)
        assert second.call("POST", "/v1/customers", {"email": "a@example.com"}, headers=key)[1] == customer
        assert second.call("GET", "/v1/refunds", {})[0] == 503
        second.call("POST", "/v1/products", {"name": "Mug"})
        (delivery,) = receiver.wait_for("product.created")
        assert stripe.Webhook.construct_event(delivery.payload, delivery.signature, endpoint["secret"])


class Evil:
    """What runs a command when a careless reader reads it."""

    def __reduce__(self) -> Any:
        return os.system, ("exit 1",)


def packed(value: Any) -> str:
    """As the data of a state."""
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": packed(Evil())}, "it names posix.system"),
        ({"data": packed({"accounts": {}})}, "expected the data of a saved state"),
        ({"data": base64.b64encode(b"nonsense").decode()}, "expected the data of a saved state"),
        ({"data": "?"}, "expected the data of a saved state"),
        ({"data": 5}, "expected the JSON of GET state"),
        ({"object": "list"}, "expected the JSON of GET state"),
        ({"made_by": "another"}, "expected a state that this release saved"),
    ],
)
def test_what_is_no_state_is_refused(new: New, changes: JSON, reason: str) -> None:
    """400, nothing is forgotten, and no code of the sender runs."""
    emulator = new()
    _, customer = emulator.call("POST", "/v1/customers", {})
    state = {**control(emulator, "GET", "/state"), **changes}
    status, answer = emulator.json("PUT", STATE, state)
    assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
    assert reason in answer["error"]["message"]
    assert emulator.call("GET", f"/v1/customers/{customer['id']}", {})[0] == 200


def test_a_body_that_is_no_json(new: New) -> None:
    """400 too."""
    assert json.loads(new().raw("PUT", STATE, b"{")[1])["error"]["type"] == "invalid_request_error"
