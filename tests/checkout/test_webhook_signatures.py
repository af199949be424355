"""A webhook is trusted only with a signature that holds, and never while there is no secret."""

import time
from dataclasses import replace

import pytest
import stripe

from checkout.settings import Settings
from checkout.stripe_gateway import StripeGateway
from tests.checkout.conftest import SECRET, Desk

EVENT = {"id": "pi_unknown"}
OLD = int(time.time()) - 3600


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=00", "v1=00", "t=x,v1=00", "nonsense", "t=1790000000", "=" * 999, "é".encode().decode("latin-1")],
)
def test_a_header_that_does_not_hold_is_a_400(desk: Desk, header: str) -> None:
    body = "{}"
    raw = header.encode("latin-1")
    answer = desk.client.post("/api/webhooks/stripe", content=body, headers={b"Stripe-Signature": raw})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_signature")


def test_another_secret_an_old_signature_and_none_at_all_are_refused(desk: Desk) -> None:
    signed = stripe.WebhookSignature.generate_signature_header("{}", SECRET, OLD)
    answers = [
        desk.tell("payment_intent.succeeded", EVENT, secret="whsec_of_somebody_else"),
        desk.client.post("/api/webhooks/stripe", content="{}", headers={"Stripe-Signature": signed}),
        desk.client.post("/api/webhooks/stripe", content="{}"),
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 400]


@pytest.mark.parametrize("body", ["{}", "[]", "null", "nonsense", '{"id": 1, "type": "x", "data": {}}', "[" * 9999])
def test_a_signed_body_that_is_no_event_is_a_400(desk: Desk, body: str) -> None:
    signed = stripe.WebhookSignature.generate_signature_header(body, SECRET)
    answer = desk.client.post("/api/webhooks/stripe", content=body, headers={"Stripe-Signature": signed})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("subject", [{}, {"id": None}, {"id": "pi_nobody_knows"}, {"id": "\x00\ud800"}, {"id": ["x"]}])
def test_events_about_nothing_we_know_are_acknowledged(desk: Desk, subject: dict[str, object]) -> None:
    for kind in ("payment_intent.succeeded", "charge.refunded", "customer.created"):
        assert desk.tell(kind, subject).status_code == 200


def test_without_a_secret_nothing_can_be_signed(settings: Settings) -> None:
    gateway = StripeGateway(replace(settings, stripe_webhook_secret=""))
    signed = stripe.WebhookSignature.generate_signature_header("{}", "")
    with pytest.raises(ValueError, match="STRIPE_WEBHOOK_SECRET"):
        gateway.event(b"{}", signed)
