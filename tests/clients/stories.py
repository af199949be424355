"""What must come of each story, whichever official SDK tells it."""

from __future__ import annotations

from collections.abc import Callable

from tests.clients.driver import Driver
from tests.stripe_emulator.client import JSON, Account, ok
from tests.stripe_emulator.receiver import Receiver

Story = Callable[[Driver, Account, Receiver], None]


def a_payment_succeeds(client: Driver, account: Account, _: Receiver) -> None:
    """Created and confirmed in one request, its charge expanded, its metadata as sent."""
    told = client.tell("pay", account, amount=1000)
    assert (told["status"], told["received"], told["charge"]) == ("succeeded", 1000, "charge")
    assert told["name"] == "Ada ☃"
    assert account.retrieve(told["id"])["amount"] == 1000


def a_fee_is_kept(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 128: 2.9 % and 30 cents, told two levels deep."""
    assert client.tell("fee", account) == {"amount": 1000, "fee": 59, "net": 941}


def a_decline_is_a_card_error(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 14 and 15: the SDK's own class, with the issuer's code and the PaymentIntent."""
    told = client.refused("pay", account, payment_method="pm_card_chargeDeclinedInsufficientFunds")
    assert (told["class"], told["status"], told["code"]) == ("CardError", 402, "card_declined")
    assert (told["decline_code"], told["intent"]) == ("insufficient_funds", "requires_payment_method")
    assert told["message"] == "Your card has insufficient funds."


def a_list_pages_by_itself(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 42: newest first, whole, each once."""
    told = client.tell("pages", account)
    assert told["found"] == list(reversed(told["made"]))


def a_webhook_verifies(client: Driver, account: Account, receiver: Receiver) -> None:
    """Fact 106: the payload as it was delivered, and not with another secret."""
    endpoint = {"url": receiver.url + "/hook", "enabled_events": ["payment_intent.succeeded"]}
    secret = ok(account.post("/v1/webhook_endpoints", endpoint))["secret"]
    intent = client.tell("pay", account)["id"]
    delivery = receiver.wait_for("payment_intent.succeeded")[0]
    payload = delivery.payload.decode()
    told = client.tell("webhook", account, payload=payload, signature=delivery.signature, secret=secret)
    assert told == {
        "type": "payment_intent.succeeded", "id": intent, "with_another_secret": "SignatureVerificationError"
    }  # fmt: skip


def a_payment_is_refunded(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 76 and following: in parts, and never more than was paid."""
    told = client.tell("refund", account)
    assert (told["amounts"], told["status"], told["refunded"]) == ([500, 1500], "succeeded", True)
    assert (told["again"]["class"], told["again"]["code"]) == ("InvalidRequestError", "charge_already_refunded")


def a_customer_lives(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 41 and 46: a metadata key set to nothing is gone, a deleted customer says so."""
    assert client.tell("customer", account) == {
        "name": "Ada Lovelace", "email": "ada@shop.example", "metadata": {"user": "7"}, "deleted": True, "gone": True
    }  # fmt: skip


def a_product_has_a_price(client: Driver, account: Account, _: Receiver) -> None:
    """docs.stripe.com/api/prices."""
    assert client.tell("catalogue", account) == {
        "name": "Green tea", "price": [1500, "eur", "recurring", "month"], "found": [True]
    }  # fmt: skip


def a_subscription_starts_and_ends(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 119 and 122: the first invoice is paid in the request that creates it."""
    assert client.tell("subscription", account) == {
        "status": "active", "invoice": ["paid", 1500], "left": "canceled"
    }  # fmt: skip


def a_checkout_page_opens_and_expires(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 114 and 115."""
    told = client.tell("checkout", account)
    assert (told["status"], told["total"], told["then"]) == ("open", 3000, "expired")
    assert told["url"].startswith("http")


def a_key_is_replayed(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 29 and 31."""
    told = client.tell("idempotency", account)
    assert told["same"] is True
    assert (told["other"]["class"], told["other"]["status"]) == ("IdempotencyError", 400)


def what_is_missing_is_named(client: Driver, account: Account, _: Receiver) -> None:
    """Facts 16 and 20."""
    told = client.tell("missing", account)
    common = {"class": "InvalidRequestError", "decline_code": None, "intent": None}
    assert told["object"] == {
        **common, "status": 404, "code": "resource_missing", "param": "id", "message": "No such customer: 'cus_nowhere'"
    }  # fmt: skip
    assert told["parameter"] == {
        **common, "status": 400, "code": "parameter_missing", "param": "amount",
        "message": "Missing required param: amount.",
    }  # fmt: skip


def a_500_is_retried(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 33: once, under the SDK's own idempotency key, and one payment comes of it."""
    plan(account, kind="status", status=500)
    assert client.tell("pay", account, retries=1)["status"] == "succeeded"
    first, second = keys_of(account)
    assert first == second is not None
    assert len(account.events("payment_intent.succeeded")) == 1


def a_lost_answer_is_fetched_again(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 33: the connection breaks after the payment; the retry gets the payment that was made."""
    plan(account, kind="reset_after")
    assert client.tell("pay", account, retries=1)["status"] == "succeeded"
    assert len(account.events("payment_intent.succeeded")) == 1


def a_rate_limit_is_told(client: Driver, account: Account, _: Receiver) -> None:
    """Fact 25: no SDK retries a 429 on which Stripe does not advise it; it has a class of its own."""
    plan(account, kind="status", status=429)
    told = client.refused("pay", account, retries=1)
    assert (told["class"], told["status"], told["code"]) == ("RateLimitError", 429, "rate_limit")
    assert len(keys_of(account)) == 1


STORIES: tuple[Story, ...] = (
    a_payment_succeeds, a_fee_is_kept, a_decline_is_a_card_error, a_list_pages_by_itself, a_webhook_verifies,
    a_payment_is_refunded, a_customer_lives, a_product_has_a_price, a_subscription_starts_and_ends,
    a_checkout_page_opens_and_expires, a_key_is_replayed, what_is_missing_is_named, a_500_is_retried,
    a_lost_answer_is_fetched_again, a_rate_limit_is_told,
)  # fmt: skip


def plan(account: Account, **fault: object) -> None:
    """Break the next creation of a PaymentIntent of this account."""
    wish = {"account": account.name, "method": "POST", "path": "/v1/payment_intents", **fault}
    ok(account.introspect("POST", "/faults", json=wish))


def keys_of(account: Account) -> list[str | None]:
    """The idempotency key of each PaymentIntent's creation that reached the emulator."""
    answer = account.introspect("GET", "/requests", params={"account": account.name})
    entries: list[JSON] = answer.json()["data"]
    return [entry["idempotency_key"] for entry in entries if entry["method"] == "POST"]
