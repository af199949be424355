"""Webhooks: signed, filtered, retried, logged, redelivered, to a real HTTP receiver (facts 105-112)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe

from tests.stripe_emulator.client import Account, error_of, eventually, ok
from tests.stripe_emulator.receiver import Delivery, Receiver

ENDPOINTS = "/v1/webhook_endpoints"


def listen(account: Account, receiver: Receiver, *types: str, **params: Any) -> dict[str, Any]:
    """Register the receiver for these event types (all when none is named)."""
    return ok(account.post(ENDPOINTS, {"url": receiver.url + "/hook", "enabled_events": types or ("*",), **params}))


def log_of(account: Account) -> list[dict[str, Any]]:
    """The delivery log of the account."""
    answer = account.introspect("GET", "/webhook_deliveries", params={"account": account.name})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["object"], body["has_more"]) == ("list", False)
    assert body["url"] == "/_localstack/stripe/webhook_deliveries"
    return list(body["data"])


def hours_pass(account: Account, hours: int = 4) -> None:
    """Move the account's clock; deliveries that are due on the way are made before the answer comes."""
    ok(account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": hours * 3600}))


def verified(delivery: Delivery, secret: str) -> stripe.Event:
    """The event if the SDK accepts its signature."""
    return stripe.Webhook.construct_event(delivery.payload, delivery.signature, secret)


def test_the_sdk_accepts_the_signature(account: Account, receiver: Receiver) -> None:
    """Fact 106: HMAC over `t.payload` with the whole whsec_ secret."""
    secret = listen(account, receiver)["secret"]
    assert secret.startswith("whsec_")
    intent = account.pay(metadata={"name": "Ada ☃"})["id"]
    delivery = receiver.wait_for("payment_intent.succeeded")[0]
    event = verified(delivery, secret)
    assert event.data.object["id"] == intent
    assert delivery.path == "/hook"
    assert delivery.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("spoil", ["secret", "payload", "time"])
def test_the_sdk_refuses_what_was_changed(account: Account, receiver: Receiver, spoil: str) -> None:
    """Facts 106 and 107: the signature says something."""
    secret = listen(account, receiver)["secret"]
    account.intent()
    delivery = receiver.wait_for("payment_intent.created")[0]
    payload, header = delivery.payload, delivery.signature
    spoiled = {
        "secret": (payload, header, secret + "x"),
        "payload": (payload.replace(b"2000", b"3000"), header, secret),
        "time": (payload, header.replace("t=1", "t=2"), secret),
    }[spoil]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(*spoiled)


def test_the_shape_of_an_event(account: Account, receiver: Receiver) -> None:
    """Fact 105: and the request that caused it."""
    listen(account, receiver)
    params = {"amount": 2000, "currency": "usd"}
    request = account.post("/v1/payment_intents", params, idempotency_key="k")
    event = receiver.wait_for("payment_intent.created")[0].event
    assert (event["object"], event["livemode"]) == ("event", False)
    assert event["id"].startswith("evt_")
    assert event["request"] == {"id": request.headers["request-id"], "idempotency_key": "k"}
    assert event["data"]["object"]["id"] == ok(request)["id"]
    assert {"api_version", "created", "pending_webhooks", "type"} <= set(event)
    assert "previous_attributes" not in event["data"], "only on *.updated"
    assert ok(account.get(f"/v1/events/{event['id']}"))["data"]["object"]["id"] == ok(request)["id"]


def test_an_event_is_a_snapshot(account: Account) -> None:
    """The object as it was then, not as it is now."""
    intent = account.intent()["id"]
    ok(account.confirm(intent, payment_method="pm_card_visa"))
    created = account.events("payment_intent.created")[0]
    assert created["data"]["object"]["status"] == "requires_payment_method"


def test_only_enabled_events_arrive(account: Account, receiver: Receiver) -> None:
    """Fact 111."""
    listen(account, receiver, "payment_intent.succeeded", "charge.failed")
    error_of(account.try_pay("pm_card_chargeDeclined"), 402)
    account.pay()
    receiver.wait_for("payment_intent.succeeded")
    receiver.wait_for("charge.failed")
    assert {delivery.event["type"] for delivery in receiver.of()} == {"payment_intent.succeeded", "charge.failed"}


def test_an_accounts_events_stay_its_own(account: Account, new_account: Any, receiver: Receiver) -> None:
    """Two accounts, one receiver: each hears its own with its own secret."""
    other = new_account()
    secrets = {one.name: listen(one, receiver, "payment_intent.succeeded")["secret"] for one in (account, other)}
    mine, theirs = account.pay()["id"], other.pay()["id"]
    heard = {delivery.event["data"]["object"]["id"]: delivery
             for delivery in receiver.wait_for("payment_intent.succeeded", 2)}  # fmt: skip
    assert set(heard) == {mine, theirs}
    verified(heard[mine], secrets[account.name])
    verified(heard[theirs], secrets[other.name])


def test_a_500_is_retried(account: Account, receiver: Receiver) -> None:
    """Facts 108 and 109: the same event again, newly signed, each attempt logged."""
    secret = listen(account, receiver, "payment_intent.succeeded")["secret"]
    receiver.answers = [500]
    account.pay()
    receiver.wait_for("payment_intent.succeeded")
    hours_pass(account)
    first, second = receiver.wait_for("payment_intent.succeeded", 2)
    assert first.event["id"] == second.event["id"]
    verified(second, secret)
    log = eventually(lambda: log_of(account) if len(log_of(account)) >= 2 else None, reason="two logged attempts")
    assert [(entry["attempt"], entry["status"]) for entry in log[:2]] == [(1, 500), (2, 200)]
    event = first.event["id"]
    eventually(lambda: ok(account.get(f"/v1/events/{event}"))["pending_webhooks"] == 0, reason="acknowledged")


@pytest.mark.parametrize("status", [302, 400, 404, 410])
def test_other_answers_are_failures_too(account: Account, receiver: Receiver, status: int) -> None:
    """Fact 109: only 2xx is delivered; a redirect is not followed."""
    listen(account, receiver, "payment_intent.succeeded")
    receiver.answers = [status]
    account.pay()
    receiver.wait_for("payment_intent.succeeded")
    hours_pass(account)
    deliveries = receiver.wait_for("payment_intent.succeeded", 2)
    assert {delivery.path for delivery in deliveries} == {"/hook"}


@pytest.mark.parametrize("status", [201, 204])
def test_any_2xx_is_delivered(account: Account, receiver: Receiver, status: int) -> None:
    """Fact 109."""
    listen(account, receiver, "payment_intent.succeeded")
    receiver.answers = [status]
    account.pay()
    event = receiver.wait_for("payment_intent.succeeded")[0].event["id"]
    eventually(lambda: ok(account.get(f"/v1/events/{event}"))["pending_webhooks"] == 0, reason="acknowledged")
    assert len(receiver.of()) == 1


def test_an_endpoint_nobody_answers(account: Account) -> None:
    """The payment does not care; the attempt is logged without a status."""
    ok(account.post(ENDPOINTS, {"url": "http://127.0.0.1:9/", "enabled_events": ["payment_intent.succeeded"]}))
    assert account.pay()["status"] == "succeeded"
    log = eventually(lambda: log_of(account), reason="a logged attempt")
    assert log[0]["status"] in (None, 0)


def test_the_delivery_log(account: Account, receiver: Receiver) -> None:
    """What the conventions list, as it went over the wire."""
    endpoint = listen(account, receiver, "payment_intent.succeeded")
    account.pay()
    delivery = receiver.wait_for("payment_intent.succeeded")[0]
    entry = eventually(lambda: log_of(account), reason="a logged delivery")[0]
    assert (entry["event_id"], entry["type"]) == (delivery.event["id"], "payment_intent.succeeded")
    assert (entry["url"], entry["endpoint"]) == (receiver.url + "/hook", endpoint["id"])
    assert (entry["attempt"], entry["status"], entry["signature"]) == (1, 200, delivery.signature)
    assert json.loads(entry["payload"]) == delivery.event
    assert entry["at"]


def test_redelivery(account: Account, receiver: Receiver) -> None:
    """Fact 110: the same event again, as often as asked, newly signed."""
    secret = listen(account, receiver, "payment_intent.succeeded")["secret"]
    account.pay()
    first = receiver.wait_for("payment_intent.succeeded")[0]
    answer = account.introspect("POST", "/webhook_deliveries", json={"event_id": first.event["id"], "times": 2})
    assert answer.status_code == 200, answer.text
    again = receiver.wait_for("payment_intent.succeeded", 3)
    assert {delivery.event["id"] for delivery in again} == {first.event["id"]}
    for delivery in again:
        verified(delivery, secret)


def test_redelivery_to_nobody(account: Account) -> None:
    """A url at which no endpoint is registered is a 400, not an empty success."""
    account.intent()
    wish = {"event_id": account.events("payment_intent.created")[0]["id"], "url": "http://127.0.0.1:9/nobody"}
    error = error_of(account.introspect("POST", "/webhook_deliveries", json=wish), 400)
    assert error["param"] == "url"


@pytest.mark.parametrize("wish", [{}, {"event_id": "evt_nowhere"}, {"event_id": 7}, [], "text"])
def test_redelivery_of_nothing(account: Account, wish: Any) -> None:
    """A 4xx that says so."""
    assert account.introspect("POST", "/webhook_deliveries", json=wish).status_code in (400, 404)


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_a_closed_endpoint_hears_nothing(account: Account, receiver: Receiver, how: str) -> None:
    """Fact 111; an endpoint beside it does, so the wait is over when that one heard."""
    with Receiver() as closed:
        endpoint = listen(account, closed, "payment_intent.succeeded")["id"]
        listen(account, receiver, "payment_intent.succeeded")
        path = f"{ENDPOINTS}/{endpoint}"
        ok(account.post(path, {"disabled": True}) if how == "disabled" else account.delete(path))
        account.pay()
        receiver.wait_for("payment_intent.succeeded")
        assert closed.of() == []


def test_endpoints_through_the_sdk(account: Account) -> None:
    """Fact 108: the secret is told at creation only."""
    api = account.sdk.v1.webhook_endpoints
    made = api.create({"url": "http://127.0.0.1:9/a", "enabled_events": ["charge.failed"]})
    assert made.secret is not None
    assert "secret" not in ok(account.get(f"{ENDPOINTS}/{made.id}"))
    assert api.update(made.id, {"url": "http://127.0.0.1:9/b"}).url == "http://127.0.0.1:9/b"
    assert [endpoint.id for endpoint in api.list().data] == [made.id]
    assert api.delete(made.id).deleted is True
    assert api.list().data == []


def test_sixteen_endpoints_at_most(account: Account) -> None:
    """Fact 111."""
    params = {"url": "http://127.0.0.1:9/", "enabled_events": ["charge.failed"]}
    for _ in range(16):
        ok(account.post(ENDPOINTS, params))
    error_of(account.post(ENDPOINTS, params), 400)


@pytest.mark.parametrize(("params", "param"), [
    ({"url": "http://127.0.0.1:9/"}, "enabled_events"), ({"enabled_events": ["*"]}, "url"),
    ({"url": "not a url", "enabled_events": ["*"]}, "url"), ({"url": "ftp://x/", "enabled_events": ["*"]}, "url"),
    ({"url": "http://127.0.0.1:9/", "enabled_events": "*"}, "enabled_events"),
    ({"url": "http://127.0.0.1:9/", "enabled_events": ["no such event"]}, "enabled_events"),
])  # fmt: skip
def test_bad_endpoints(account: Account, params: dict[str, Any], param: str) -> None:
    """Named."""
    assert error_of(account.post(ENDPOINTS, params), 400)["param"].startswith(param)


def test_redelivery_to_one_of_two(account: Account, receiver: Receiver) -> None:
    """`url` chooses the endpoint."""
    with Receiver() as other:
        for one in (receiver, other):
            listen(account, one, "payment_intent.succeeded")
        account.pay()
        event = other.wait_for("payment_intent.succeeded")[0].event["id"]
        receiver.wait_for("payment_intent.succeeded")
        wish = {"event_id": event, "url": receiver.url + "/hook"}
        assert account.introspect("POST", "/webhook_deliveries", json=wish).status_code == 200
        receiver.wait_for("payment_intent.succeeded", 2)
        assert len(other.of()) == 1
