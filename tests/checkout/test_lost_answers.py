"""An answer of the store that is lost: the write took effect, and whoever asks again must not make it a second time."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.endpoint
from botocore.exceptions import ConnectionClosedError
from moto.core.models import botocore_stubber

from checkout.stripe_gateway import StripeRefund
from tests.checkout.conftest import PASSWORD, Desk, Shopper
from tests.checkout.test_payments import mails_to
from tests.checkout.test_refunds import paid

# How often the SDK sends a request in all: once, and `max_attempts` of checkout.tables again.
ATTEMPTS = 3


@contextmanager
def lost(desk: Desk, operation: str, times: int = 1, *, skip: int = 0, worked: bool = True) -> Iterator[list[str]]:
    """The answers of so many calls to the store (or to SES) are lost, `skip` calls later, after their
    work if they `worked`."""
    client = desk.shop.mail._client if operation == "SendEmail" else desk.shop.store._client
    events, seen = client.meta.events, 0
    name, met = f"before-send.{client.meta.service_model.service_id.hyphenize()}.{operation}", list[str]()

    def lose(event_name: str, request: Any, **_: Any) -> Any:
        nonlocal seen
        seen += 1
        if not skip < seen <= skip + times:
            return None
        if worked:
            botocore_stubber(event_name, request)
        met.append(event_name)
        raise ConnectionClosedError(endpoint_url=request.url)

    events.register_first(name, lose)
    try:
        with patch.object(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None)):
            yield met
    finally:
        events.unregister(name, lose)
    assert met, f"expected a call of {operation} whose answer is lost, got none"


def test_units_are_put_into_the_cart_once(desk: Desk) -> None:
    """The SDK repeats the write, whose condition then does not hold: what was written must not be added again."""
    product, ada = desk.product(), desk.shopper()
    for units in (2, 4):
        with lost(desk, "PutItem"):
            answer = ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
        assert answer.status_code == 200
        assert [item["quantity"] for item in ada.items()] == [units]


def test_an_account_that_was_made_lets_its_owner_in(desk: Desk) -> None:
    body = {"email": "lost@shop.example", "password": PASSWORD, "first_name": "Ada", "last_name": "Lovelace"}
    with lost(desk, "PutItem"):
        answer = desk.client.post("/api/auth/register", json=body)
    assert answer.status_code == 201
    assert answer.json()["email"] == body["email"]
    assert desk.client.post("/api/auth/register", json=body).status_code == 409


def test_the_mail_of_an_order_is_sent_although_its_note_got_no_answer(desk: Desk) -> None:
    ada, intent, before = not_mailed(desk)
    with lost(desk, "UpdateItem"):
        assert ada.confirm(intent).status_code == 200
    assert mails_to(ada.email) == before + 1
    assert ada.confirm(intent).status_code == 200
    assert mails_to(ada.email) == before + 1


def test_a_mail_is_sent_although_the_mail_server_and_the_store_were_away(desk: Desk) -> None:
    """Neither could it be sent, nor could that be noted: whoever settles next sends it, and only once."""
    ada, intent, before = not_mailed(desk)
    with lost(desk, "SendEmail", ATTEMPTS, worked=False), lost(desk, "UpdateItem", ATTEMPTS, skip=1, worked=False):
        assert ada.confirm(intent).status_code == 503
    assert mails_to(ada.email) == before
    assert [ada.confirm(intent).status_code for _ in range(2)] == [200, 200]
    assert mails_to(ada.email) == before + 1


def test_a_mail_is_sent_although_nobody_heard_that_it_may_be(desk: Desk) -> None:
    """The note that somebody sends it is made, and its answer is lost for good."""
    ada, intent, before = not_mailed(desk)
    with lost(desk, "UpdateItem", ATTEMPTS):
        assert ada.confirm(intent).status_code == 503
    assert [ada.confirm(intent).status_code for _ in range(2)] == [200, 200]
    assert mails_to(ada.email) == before + 1


def not_mailed(desk: Desk) -> tuple[Shopper, str, int]:
    """A shopper, a paid intent whose order has no mail yet, and how many mails there are all the same."""
    ada = desk.shopper()
    intent = ada.begin(desk.product())
    desk.stripe.pay(intent)
    order = ada.confirm(intent).json()["order_id"]
    desk.shop.store.update(
        "orders",
        {"user_id": ada.user_id, "order_id": order},
        "SET mailed = :f",
        "mailed = :t",
        names={},
        f=False,
        t=True,
    )
    return ada, intent, mails_to(ada.email)


def test_a_refund_that_was_made_is_told_and_the_next_one_is_another(desk: Desk) -> None:
    """A refund is told as made once Stripe has made it, whichever write got no answer, and the next is another one."""
    ada, intent = paid(desk, desk.product())
    body = {"payment_intent_id": intent, "amount": 1000}
    with lost(desk, "TransactWriteItems", times=ATTEMPTS):
        assert ada.post("/api/payments/refunds", body).status_code == 200
    assert refunded(desk, ada, intent) == (1000, 1000)
    assert ada.post("/api/payments/refunds", body).status_code == 200
    assert refunded(desk, ada, intent) == (2000, 2000)


def test_a_refund_that_nobody_could_note_is_told_to_try_again(desk: Desk) -> None:
    """Told as made, it would be taken for the next one of the same amount."""
    ada, intent = paid(desk, desk.product())
    body = {"payment_intent_id": intent, "amount": 1000}
    with lost(desk, "TransactWriteItems", times=ATTEMPTS, worked=False):
        assert ada.post("/api/payments/refunds", body).status_code == 503
    assert ada.post("/api/payments/refunds", body).status_code == 200
    assert refunded(desk, ada, intent) == (1000, 1000)
    assert ada.post("/api/payments/refunds", body).status_code == 200
    assert refunded(desk, ada, intent) == (2000, 2000)


def refunded(desk: Desk, ada: Any, intent: str) -> tuple[int, int]:
    """What Stripe gave back, and what the order tells of it."""
    made: list[StripeRefund] = desk.stripe.made[intent]
    return sum(refund.amount for refund in made), int(ada.orders()[0]["amount_refunded"])


def test_a_begin_that_ended_in_the_middle_is_taken_up(desk: Desk) -> None:
    """The last units are reserved, and the answer is lost for good: they are this shopper's, not somebody else's."""
    product, ada = desk.product(stock=2), desk.shopper()
    ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
    with lost(desk, "UpdateItem", times=ATTEMPTS):
        assert ada.post("/api/payments/create-payment-intent", {}).status_code == 503
    answer = ada.post("/api/payments/create-payment-intent", {})
    assert (answer.status_code, desk.stock(product)) == (200, 0)
    assert ada.confirm(answer.json()["payment_intent_id"], "pm_card_visa").status_code == 200


def test_a_begin_that_ended_in_the_middle_holds_nothing_once_the_cart_is_another_one(desk: Desk) -> None:
    product, ada = desk.product(stock=2), desk.shopper()
    ada.post("/api/cart/items", {"product_id": product, "quantity": 2})
    with lost(desk, "UpdateItem", times=ATTEMPTS):
        assert ada.post("/api/payments/create-payment-intent", {}).status_code == 503
    assert ada.put(f"/api/cart/items/{product}", {"quantity": 1}).status_code == 200
    assert ada.post("/api/payments/create-payment-intent", {}).status_code == 200
    assert desk.stock(product) == 1
