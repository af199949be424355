"""Where the emulator answers, and what it shows of itself under /_localstack/stripe."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stripe_emulator.client import Account, card_data, encode, error_of, ok

INTENTS = "/v1/payment_intents"
HOST = "stripe.localhost.localstack.cloud"


def look(account: Account, path: str) -> list[dict[str, Any]]:
    """A list of this account from the introspection."""
    answer = account.introspect("GET", path, params={"account": account.name})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["object"], body["has_more"], body["url"]) == ("list", False, f"/_localstack/stripe{path}")
    return list(body["data"])


@pytest.mark.parametrize("mount", ["/v1", "/stripe/v1", "/_extension/stripe/v1"])
def test_every_mount_is_the_same_account(account: Account, mount: str) -> None:
    """An intent made through one mount is there through the others; the SDK's URL is the plain one."""
    intent = ok(account.post(f"{mount}/payment_intents", {"amount": 2000, "currency": "usd"}))["id"]
    assert account.retrieve(intent)["id"] == intent
    listed = ok(account.get(f"{mount}/payment_intents"))
    assert [item["id"] for item in listed["data"]] == [intent]
    assert listed["url"] == INTENTS


@pytest.mark.parametrize("host", [HOST, HOST + ":4566", HOST.upper()])
def test_the_host_of_the_extension(account: Account, host: str) -> None:
    """LocalStack's extension answers on its own host name."""
    assert ok(account.get(INTENTS, headers={"Host": host}))["data"] == []
    assert ok(account.get("/stripe" + INTENTS, headers={"Host": host}))["data"] == []


@pytest.mark.parametrize("path", ["/", "/health", "/_localstack/health", "/v2/things", "/stripe", "/stripes/v1/charges",
                                  "/_aws/ses", "/v1", "/bucket/key"])  # fmt: skip
def test_other_paths_are_not_the_emulators(account: Account, path: str) -> None:
    """They belong to whatever else stands on the edge."""
    from stripe_emulator.app import owns

    assert account.http.get(account.base + path).status_code == 404
    if path not in ("/stripe", "/v1"):
        assert owns(path, "localhost:4566") is False, path


@pytest.mark.parametrize("path", ["/v1/payment_intents", "/stripe/v1/charges", "/_extension/stripe/v1/refunds",
                                  "/_localstack/stripe/health", "/v1/payment_intents/pi_1/confirm",
                                  "/js.stripe.com/v3/", "/c/pay/cs_test_1", "/b/test_1"])  # fmt: skip
def test_what_the_emulator_owns(path: str) -> None:
    """The edge asks this before it gives a request away."""
    from stripe_emulator.app import owns

    assert owns(path, "localhost:4566") is True
    assert owns("/anything", HOST + ":4566") is True


def test_health(account: Account) -> None:
    """Answers 200 without a key."""
    assert account.introspect("GET", "/health").status_code == 200


def test_payment_intents(account: Account) -> None:
    """All of an account, and one by its id, as the secret key sees them."""
    intent = account.pay(metadata={"user_id": "7"})
    assert [item["id"] for item in look(account, "/payment_intents")] == [intent["id"]]
    one = account.introspect("GET", f"/payment_intents/{intent['id']}")
    assert one.status_code == 200
    assert (one.json()["id"], one.json()["metadata"]) == (intent["id"], {"user_id": "7"})
    assert account.introspect("GET", "/payment_intents/pi_nowhere").status_code == 404


def test_events(account: Account) -> None:
    """The events of an account."""
    account.pay()
    assert "payment_intent.succeeded" in [event["type"] for event in look(account, "/events")]


def test_all_accounts_or_one(account: Account, new_account: Any) -> None:
    """Without ?account= everything is listed."""
    other = new_account()
    mine, theirs = account.intent()["id"], other.intent()["id"]
    body = account.introspect("GET", "/payment_intents").json()
    everything = json.dumps(body)
    assert mine in everything
    assert theirs in everything
    assert theirs not in json.dumps(look(account, "/payment_intents"))


def test_the_request_log(account: Account) -> None:
    """What was asked, when, and what came of it; without the key."""
    account.post(INTENTS, {"amount": 2000, "currency": "usd", "metadata": {"a": "b"}}, idempotency_key="k")
    error_of(account.get(f"/stripe{INTENTS}/pi_nowhere"), 404)
    log = {entry["method"]: entry for entry in look(account, "/requests")}
    made, missed = log["POST"], log["GET"]
    assert (made["account"], made["path"], made["status"]) == (account.name, INTENTS, 200)
    assert (made["idempotency_key"], missed["idempotency_key"]) == ("k", None)
    assert made["params"]["amount"] in ("2000", 2000)
    assert made["params"]["metadata"] == {"a": "b"}
    assert (missed["path"], missed["status"]) == (f"{INTENTS}/pi_nowhere", 404)
    assert made["at"]
    assert "authorization" not in {name.lower() for name in made["headers"]}


@pytest.mark.parametrize("spaced", [False, True])
def test_card_numbers_are_masked(account: Account, spaced: bool) -> None:
    """No log shows a number, a CVC or a secret key."""
    number = "4000 0027 6000 3184" if spaced else "4000002760003184"
    card = {**card_data(), "number": number, "cvc": "987"}
    method = ok(account.post("/v1/payment_methods", {"type": "card", "card": card}))["id"]
    intent = account.pay(method)
    ok(account.browser("POST", "/v1/tokens", {"card": card}))
    text = json.dumps([look(account, path) for path in ("/requests", "/payment_intents", "/events")])
    assert "3184" in text, "the last four may be seen"
    assert number.replace(" ", "") not in text.replace(" ", ""), "a card number in the log"
    assert '"987"' not in text, "a CVC in the log"
    assert account.secret_key not in text, "a secret key in the log"
    assert intent["id"] in text


def test_numbers_in_odd_places_are_masked(account: Account) -> None:
    """Also in the query, in free text, in unknown parameters and in JSON bodies that are refused."""
    number = "4242424242424242"
    account.intent(description=f"card {number}")
    account.get(f"{INTENTS}?{encode({'foo': number})}")
    account.post(INTENTS, {"card": {"number": number}})
    headers = {"Authorization": f"Bearer {account.secret_key}", "Content-Type": "application/json"}
    account.http.post(account.base + INTENTS, content=json.dumps({"n": number}).encode(), headers=headers)
    assert number not in json.dumps(look(account, "/requests"))


def test_reset_forgets_one_account(account: Account, new_account: Any) -> None:
    """The other keeps what it has; keys for idempotency are forgotten too."""
    other = new_account()
    kept = other.intent()["id"]
    first = ok(account.post(INTENTS, {"amount": 2000, "currency": "usd"}, idempotency_key="k"))["id"]
    answer = account.introspect("POST", "/reset", params={"account": account.name})
    assert answer.status_code in (200, 204), answer.text
    error_of(account.get(f"{INTENTS}/{first}"), 404)
    assert look(account, "/events") == []
    assert other.retrieve(kept)["id"] == kept
    again = account.post(INTENTS, {"amount": 3000, "currency": "usd"}, idempotency_key="k")
    assert ok(again)["amount"] == 3000


@pytest.mark.parametrize("path", ["/nope", "/payment_intents/a/b", "/%ff", "/requests/x"])
def test_unknown_introspection(account: Account, path: str) -> None:
    """404 within the emulator's own mount."""
    assert account.introspect("GET", path).status_code == 404


@pytest.mark.parametrize("path", ["/v1/brokers", "/v1/apis", "/v1/tags/arn", "/v1x/charges", "/_localstack/stripes"])
def test_other_services_keep_their_paths(path: str) -> None:
    """The edge's other services have paths under /v1 too: only Stripe's resources are the emulator's."""
    from stripe_emulator.app import owns

    assert owns(path, "localhost:4566") is False


@pytest.mark.parametrize("name", ["4242424242424242", "4242-4242-4242-4242"])
def test_numbers_in_names_and_paths_are_masked(account: Account, name: str) -> None:
    """A client that mixes up name and value, or sends a number as an id."""
    account.post(INTENTS, {"amount": 2000, "currency": "usd", "metadata": {name: "x", "dashed": name}})
    account.get(f"{INTENTS}/{name}")
    assert name not in json.dumps(look(account, "/requests"))


def test_the_clock_moves_one_account(account: Account, new_account: Any) -> None:
    """Forward, by seconds; what is made afterwards is of the new time."""
    other = new_account()
    before, theirs = account.intent()["created"], other.intent()["created"]
    moved = account.introspect("POST", "/clock", params={"account": account.name}, json={"advance": 86_400})
    assert moved.status_code == 200
    assert 86_400 <= account.intent()["created"] - before < 86_500
    assert other.intent()["created"] - theirs < 100


@pytest.mark.parametrize("wish", [{}, {"advance": -1}, {"advance": "x"}, {"advance": 1e99}, {"advance": True}, []])
def test_the_clock_refuses_nonsense(account: Account, wish: Any) -> None:
    """A 400."""
    assert account.introspect("POST", "/clock", params={"account": account.name}, json=wish).status_code == 400


@pytest.mark.parametrize(
    "path", ["/payment_intents", "/events", "/requests", "/webhook_deliveries", "/faults", "/webhook_faults"]
)
def test_whatever_lists_answers_a_list_object(account: Account, path: str) -> None:
    """Of one shape, empty too; `look` asserts it."""
    assert look(account, path) == []
