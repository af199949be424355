"""The shop of one test: deterministic names, one admin log-in, signed webhooks, faults that heal."""

import json
import time
from dataclasses import replace

import pytest
import stripe

from harness.checkouts import NotOffered
from harness.core.history import History
from harness.shop.shop import REFUNDED, Shop
from tests.harness.stub import WEBHOOK_PATH, Stub

FAULTS = "/_localstack/stripe/faults"


def shop(stub: Stub, test_id: str = "a test") -> Shop:
    """A shop at the stub, which lets the admin in and puts products on sale."""
    stub.answers |= {
        ("POST", "/api/auth/login"): (200, {"access_token": "admin-token", "user_id": "adm"}),
        ("POST", "/api/auth/register"): (201, {"access_token": "t", "user_id": "usr_1", "email": "ada@shop.example"}),
        ("POST", "/api/products"): lambda request: (201, {"product_id": "prod_1", **request.body}),
    }
    return Shop(stub.stack(), History(), 7, test_id)


def test_names_follow_seed_and_test(stub: Stub) -> None:
    one, same, other = (shop(stub, test_id) for test_id in ("a test", "a test", "another"))
    titles = [each.product(title="Tea").title for each in (one, same, other)]
    assert titles[0] == titles[1] != titles[2]
    assert one.product(title="Tea").title != titles[0]


def test_the_admin_signs_in_once_in_a_process(stub: Stub) -> None:
    for test_id in "ab":
        shop(stub, test_id).product()
    assert stub.paths().count("POST /api/auth/login") == 1


def test_an_admin_whose_token_is_refused_signs_in_again(stub: Stub) -> None:
    tokens = iter(["old", "new"])
    opened = shop(stub)
    stub.answers["POST", "/api/auth/login"] = lambda _: (200, {"access_token": next(tokens), "user_id": "adm"})
    stub.answers["POST", "/api/products"] = lambda request: (
        (201, {"product_id": "p"}) if request.headers["Authorization"] == "Bearer new" else (401, {})
    )
    assert opened.product().id == "p"


def test_an_unknown_goal_is_refused(stub: Stub) -> None:
    with pytest.raises(ValueError, match="duplicate_webhook"):
        shop(stub).reached("luck")


def test_a_signed_webhook_is_what_stripe_s_own_library_accepts(stub: Stub) -> None:
    opened = shop(stub)
    stub.answers["POST", WEBHOOK_PATH] = (200, {})
    event = {"id": "evt_1", "object": "event", "type": "charge.refunded", "data": {"object": {}}}
    opened.webhooks.post(event).expect(200)
    sent = stub.requests[-1]
    payload = json.dumps(event, indent=2)
    signature = sent.headers["Stripe-Signature"]
    stripe.WebhookSignature.verify_header(payload, signature, "whsec_stub", tolerance=300)
    header = opened.webhooks.sign(payload, timestamp=int(time.time()) - 600)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(payload, header, "whsec_stub", tolerance=300)
    assert [one.data["signature"] for one in opened.history.of(kind="ok", operation="webhook")] == ["good"]


def test_a_webhook_without_signature_sends_no_header(stub: Stub) -> None:
    opened = shop(stub)
    opened.webhooks.post("{}", header="")
    assert "Stripe-Signature" not in stub.requests[-1].headers


def test_without_a_path_no_webhook_can_be_sent(stub: Stub) -> None:
    opened = Shop(replace(stub.stack(), webhook_path=""), History(), 7, "a test")
    with pytest.raises(NotOffered, match="webhook"):
        opened.webhooks.post("{}")
    assert stub.requests == []
    opened.close()


@pytest.mark.parametrize(
    ("events", "type"),
    [
        (("*",), "charge.refunded"),
        (("refund.created",), "refund.created"),
        (("payment_intent.succeeded",), None),
    ],
)
def test_a_refund_is_heard_of_by_what_the_checkout_registers_for(
    stub: Stub, events: tuple[str, ...], type: str | None
) -> None:
    opened = Shop(replace(stub.stack(), webhook_events=events), History(), 7, "a test")
    if type is None:
        with pytest.raises(NotOffered, match=r"webhook of charge\.refunded or refund\.created"):
            opened.hears_of(*REFUNDED)
    else:
        assert opened.hears_of(*REFUNDED) == type
    opened.close()


def test_a_fault_heals_when_the_block_breaks(stub: Stub) -> None:
    opened = shop(stub)
    stub.answers["POST", FAULTS] = (200, {"id": "fault_1"})
    stub.answers["DELETE", FAULTS] = (200, {})

    def broken() -> None:
        with opened.faults.on_stripe(kind="reset_after", path="/v1/payment_intents", body_contains="usr_1") as fault:
            assert fault.id == "fault_1"
            raise RuntimeError("the test broke")

    with pytest.raises(RuntimeError, match="the test broke"):
        broken()
    planned = next(one.body for one in stub.requests if one.path == FAULTS)
    assert (planned["account"], planned["kind"], planned["body_contains"]) == ("stub", "reset_after", "usr_1")
    assert stub.paths()[-1] == f"DELETE {FAULTS}?id=fault_1&account=stub"
    with pytest.raises(ValueError, match="reset_before"), opened.faults.on_stripe(kind="gremlin"):
        pass
