"""Deliveries that go wrong on purpose, and what stays true: every event arrives in the end, signed."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_emulator.client import Account, error_of, eventually, ok
from tests.stripe_emulator.receiver import Receiver

SUCCEEDED = "payment_intent.succeeded"


def listen(account: Account, receiver: Receiver, *types: str) -> dict[str, Any]:
    """Register the receiver for these types."""
    return ok(account.post("/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": list(types) or ["*"]}))


def spoil(account: Account, kind: str, **members: Any) -> None:
    """Plan a fault for this account's deliveries."""
    wish = {"kind": kind, "account": account.name, **members}
    ok(account.introspect("POST", "/webhook_faults", json=wish))


def advance(account: Account, seconds: int) -> None:
    """Move the account's clock; what is due on the way has been delivered when this returns."""
    ok(account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": seconds}))


def heard(receiver: Receiver, type: str = SUCCEEDED) -> list[str]:
    """The objects that deliveries of this type told of, in order of arrival."""
    return [one.event["data"]["object"]["id"] for one in receiver.of(type)]


def test_a_duplicate_is_the_same_event_signed_again(account: Account, receiver: Receiver) -> None:
    """Fact 110: the same event id, more than once; and only as often as was planned."""
    secret = listen(account, receiver, SUCCEEDED)["secret"]
    spoil(account, "duplicate", type=SUCCEEDED, copies=2)
    account.pay()
    deliveries = receiver.wait_for(SUCCEEDED, 3)
    assert len({one.event["id"] for one in deliveries}) == 1
    for one in deliveries:
        stripe.Webhook.construct_event(one.payload, one.signature, secret)
    account.pay()
    receiver.wait_for(SUCCEEDED, 4)
    advance(account, 0)
    assert len(receiver.of(SUCCEEDED)) == 4


def test_a_delay_is_by_the_clock(account: Account, receiver: Receiver) -> None:
    """Nothing comes before its time, and everything once it has passed."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "delay", seconds=600)
    intent = account.pay()["id"]
    advance(account, 599)
    assert heard(receiver) == []
    advance(account, 2)
    assert heard(receiver) == [intent]


def test_reordered_deliveries_arrive_in_another_order(account: Account, receiver: Receiver) -> None:
    """Fact 110: no order is promised. Three wait for each other."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "reorder", times=3, size=3)
    made = [account.pay()["id"] for _ in range(3)]
    eventually(lambda: len(heard(receiver)) == 3, reason="all three are delivered")
    assert sorted(heard(receiver)) == sorted(made)


def test_the_order_of_the_seed_is_not_the_order_of_the_events(account: Account, receiver: Receiver) -> None:
    """Two that wait for each other always change places."""
    listen(account, receiver, "payment_intent.created", SUCCEEDED)
    spoil(account, "reorder", times=2, size=2)
    account.pay()
    advance(account, 0)
    log = account.introspect("GET", "/webhook_deliveries", params={"account": account.name}).json()["data"]
    assert {entry["type"] for entry in log} == {"payment_intent.created", SUCCEEDED}


def test_what_waits_for_others_does_not_wait_for_ever(account: Account, receiver: Receiver) -> None:
    """A reordered delivery that stays alone comes after its time."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "reorder", size=5, seconds=60)
    intent = account.pay()["id"]
    advance(account, 30)
    assert heard(receiver) == []
    advance(account, 31)
    assert heard(receiver) == [intent]


def test_a_dropped_delivery_is_retried(account: Account, receiver: Receiver) -> None:
    """Fact 109: lost is as good as failed; the event stays pending until a retry arrives."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "drop")
    account.pay()
    event = account.events(SUCCEEDED)[0]["id"]
    advance(account, 0)
    assert heard(receiver) == []
    assert ok(account.get(f"/v1/events/{event}"))["pending_webhooks"] == 1
    advance(account, 4 * 3600)
    assert len(heard(receiver)) == 1
    assert ok(account.get(f"/v1/events/{event}"))["pending_webhooks"] == 0
    log = account.introspect("GET", "/webhook_deliveries", params={"account": account.name}).json()["data"]
    assert [(entry["attempt"], entry["status"]) for entry in log] == [(1, None), (2, 200)]
    assert "webhook fault" in log[0]["error"]


def test_the_deliveries_about_one_payment(account: Account, receiver: Receiver) -> None:
    listen(account, receiver, SUCCEEDED)
    mine, _ = account.pay()["id"], account.pay()["id"]
    advance(account, 0)
    query = {"account": account.name, "about": f"nobody,{mine}"}
    (entry,) = account.introspect("GET", "/webhook_deliveries", params=query).json()["data"]
    assert entry["object_id"] == mine


def test_chance_comes_from_the_seed(account: Account, receiver: Receiver) -> None:
    """A probability of one half spoils some and not others; what was dropped comes by retries."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "drop", times=1000, probability=0.5)
    for _ in range(24):
        account.pay()
    advance(account, 0)
    assert 0 < len(heard(receiver)) < 24
    advance(account, 4 * 3600)
    assert len(set(heard(receiver))) == 24


def test_healing_delivers_what_was_kept_back(account: Account, receiver: Receiver) -> None:
    """DELETE ends a fault at once."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "reorder", size=9)
    intent = account.pay()["id"]
    listed = account.introspect("GET", "/webhook_faults", params={"account": account.name}).json()["data"]
    assert [(one["kind"], one["waiting"], one["times"]) for one in listed] == [("reorder", 1, 0)]
    ok(account.introspect("DELETE", "/webhook_faults", params={"account": account.name}))
    receiver.wait_for(SUCCEEDED)
    assert heard(receiver) == [intent]


def test_a_fault_may_mean_the_events_of_one_object(account: Account, receiver: Receiver) -> None:
    """Tests that share an account hold back the news of their own payment alone."""
    listen(account, receiver, SUCCEEDED)
    spoil(account, "reorder", times=9, size=9, contains="cart-1")
    held = account.pay(metadata={"cart": "cart-1"})["id"]
    other = account.pay(metadata={"cart": "cart-2"})["id"]
    receiver.wait_for(SUCCEEDED)
    advance(account, 0)
    assert heard(receiver) == [other]
    ok(account.introspect("DELETE", "/webhook_faults", params={"account": account.name}))
    receiver.wait_for(SUCCEEDED, 2)
    assert heard(receiver) == [other, held]


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        ({"kind": "lose"}, "kind"),
        ({}, "kind"),
        ({"kind": "drop", "often": 1}, "often"),
        ({"kind": "drop", "times": 0}, "times"),
        ({"kind": "drop", "probability": 2}, "probability"),
        ({"kind": "drop", "type": 3}, "type"),
        ({"kind": "reorder", "size": True}, "size"),
    ],
)
def test_a_wish_that_cannot_be(account: Account, wish: dict[str, Any], param: str) -> None:
    """The refusal names the member and what it may be."""
    assert error_of(account.introspect("POST", "/webhook_faults", json=wish), 400)["param"] == param


def test_a_rolled_secret_signs_beside_the_old_one(account: Account, receiver: Receiver) -> None:
    """Fact 108: two v1 values until the old secret expires, then one."""
    endpoint = listen(account, receiver, SUCCEEDED)
    rolled = ok(account.introspect("POST", f"/webhook_endpoints/{endpoint['id']}/roll_secret", json={"expires_in": 60}))
    account.pay()
    first = receiver.wait_for(SUCCEEDED)[0]
    assert first.signature.count("v1=") == 2
    for secret in (endpoint["secret"], rolled["secret"]):
        stripe.Webhook.construct_event(first.payload, first.signature, secret)
    advance(account, 61)
    account.pay()
    second = receiver.wait_for(SUCCEEDED, 2)[1]
    assert second.signature.count("v1=") == 1
    stripe.Webhook.construct_event(second.payload, second.signature, rolled["secret"])
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(second.payload, second.signature, endpoint["secret"])


def test_a_secret_of_ones_own_signs_from_then_on(account: Account, receiver: Receiver) -> None:
    """A shop that was started with its secret before there was an endpoint."""
    endpoint = listen(account, receiver, SUCCEEDED)
    path, own = f"/webhook_endpoints/{endpoint['id']}/roll_secret", "whsec_" + "a1" * 16
    assert ok(account.introspect("POST", path, json={"secret": own, "expires_in": 0}))["secret"] == own
    account.pay()
    delivered = receiver.wait_for(SUCCEEDED)[0]
    assert delivered.signature.count("v1=") == 1
    stripe.Webhook.construct_event(delivered.payload, delivered.signature, own)


@pytest.mark.parametrize("secret", [None, 7, "", "whsec_short", "sk_test_" + "a" * 20, "whsec_" + "a" * 20 + "\n"])
def test_what_is_no_signing_secret_is_refused(account: Account, receiver: Receiver, secret: object) -> None:
    """The refusal names the member, and the old secret stays."""
    endpoint = listen(account, receiver, SUCCEEDED)
    path = f"/webhook_endpoints/{endpoint['id']}/roll_secret"
    assert error_of(account.introspect("POST", path, json={"secret": secret}), 400)["param"] == "secret"
    account.pay()
    delivered = receiver.wait_for(SUCCEEDED)[0]
    stripe.Webhook.construct_event(delivered.payload, delivered.signature, endpoint["secret"])
