"""3D Secure: both kinds of next_action and the challenge page that settles the intent (facts 62, 63)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.stripe_emulator.client import Account, card_data, error_of, ok
from tests.stripe_emulator.server.test_publishable_key import SECRET, secret_of

CARD = "pm_card_authenticationRequired"
BACK = "https://shop.example/back"


def challenged(account: Account, name: str = CARD, **params: Any) -> dict[str, Any]:
    """A PaymentIntent that waits for its challenge."""
    intent = account.pay(name, **params)
    assert intent["status"] == "requires_action", intent["status"]
    return intent


def page_of(intent: dict[str, Any]) -> str:
    """The URL of the challenge, whichever kind of next_action carries it."""
    action = intent["next_action"]
    if action["type"] == "redirect_to_url":
        return str(action["redirect_to_url"]["url"])
    return str(action["use_stripe_sdk"]["stripe_js"])


def answer(account: Account, intent: dict[str, Any], outcome: str) -> Any:
    """Press one of the two buttons."""
    return account.http.post(page_of(intent), data={"outcome": outcome})


def test_next_action_with_a_return_url(account: Account) -> None:
    """Fact 62: redirect_to_url, on the emulator's own page."""
    action = challenged(account, return_url=BACK)["next_action"]
    assert action["type"] == "redirect_to_url"
    assert action["redirect_to_url"]["return_url"] == BACK
    assert action["redirect_to_url"]["url"].startswith(account.base + "/_localstack/stripe/three_d_secure/pi_")


def test_next_action_without_a_return_url(account: Account) -> None:
    """Fact 62: use_stripe_sdk."""
    action = challenged(account)["next_action"]
    assert action["type"] == "use_stripe_sdk"
    assert action["use_stripe_sdk"]["type"] == "three_d_secure_redirect"
    assert action["use_stripe_sdk"]["stripe_js"].startswith(account.base)


@pytest.mark.stripe
@pytest.mark.parametrize("back", [None, BACK])
def test_both_kinds_of_next_action(account: Account, back: str | None) -> None:
    """Fact 62: redirect_to_url with a return_url, use_stripe_sdk without."""
    action = challenged(account, **({"return_url": back} if back else {}))["next_action"]
    assert action["type"] == ("redirect_to_url" if back else "use_stripe_sdk")
    assert action.get("redirect_to_url", {}).get("return_url") == back


@pytest.mark.stripe
def test_nothing_is_charged_before_the_challenge(account: Account) -> None:
    """requires_action moves no money."""
    intent = challenged(account)
    assert (intent["amount_received"], intent["latest_charge"]) == (0, None)
    assert account.charges(intent["id"]) == []


def test_the_page_has_two_buttons(account: Account) -> None:
    """GET shows the choice and changes nothing."""
    intent = challenged(account, return_url=BACK)
    page = account.http.get(page_of(intent))
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for wanted in ("<form", 'value="succeed"', 'value="fail"'):
        assert wanted in page.text, f"{wanted} is missing in {page.text[:800]}"
    assert account.retrieve(intent["id"])["status"] == "requires_action"


@pytest.mark.parametrize(("outcome", "status", "word"), [
    ("succeed", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed"),
])  # fmt: skip
def test_back_to_the_shop(account: Account, outcome: str, status: str, word: str) -> None:
    """Fact 62: 303 to return_url with the intent, its secret and redirect_status."""
    intent = challenged(account, return_url=BACK)
    back = answer(account, intent, outcome)
    assert back.status_code == 303
    assert back.headers["location"].startswith(BACK + "?")
    assert parse_qs(urlsplit(back.headers["location"]).query) == {
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [word],
    }
    assert account.retrieve(intent["id"])["status"] == status


def test_the_query_and_fragment_of_the_return_url_stay(account: Account) -> None:
    """The shop's own parameters are kept."""
    intent = challenged(account, return_url=BACK + "?order=7&x=a%20b#done")
    location = urlsplit(answer(account, intent, "succeed").headers["location"])
    query = parse_qs(location.query)
    assert (query["order"], query["x"], query["payment_intent"]) == (["7"], ["a b"], [intent["id"]])
    assert location.fragment == "done"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_without_a_return_url_the_answer_is_the_intent(account: Account, outcome: str) -> None:
    """200 with what the browser may see."""
    intent = challenged(account, metadata={"user_id": "7"})
    shown = ok(answer(account, intent, outcome))
    assert shown["id"] == intent["id"]
    assert shown["status"] == ("succeeded" if outcome == "succeed" else "requires_payment_method")
    assert set(shown) & SECRET == set()


def test_a_passed_challenge_is_one_charge(account: Account) -> None:
    """Paid in full; next_action gone."""
    intent = challenged(account)
    answer(account, intent, "succeed")
    done = account.retrieve(intent["id"])
    assert (done["status"], done["amount_received"], done["next_action"]) == ("succeeded", 2000, None)
    assert [charge["status"] for charge in account.charges(intent["id"])] == ["succeeded"]


def test_a_failed_challenge(account: Account) -> None:
    """Fact 63: payment_intent_authentication_failure, no money, and another card may be tried."""
    intent = challenged(account)
    answer(account, intent, "fail")
    after = account.retrieve(intent["id"])
    assert (after["status"], after["payment_method"], after["next_action"]) == ("requires_payment_method", None, None)
    error = after["last_payment_error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "payment_intent_authentication_failure")
    assert error["payment_method"]["object"] == "payment_method"
    assert error["message"].startswith("The provided PaymentMethod has failed authentication. You can provide")
    assert after["amount_received"] == 0
    assert ok(account.confirm(intent["id"], payment_method="pm_card_visa"))["status"] == "succeeded"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_pressing_twice_changes_nothing_more(account: Account, outcome: str) -> None:
    """A double click, and the other button afterwards: one charge at most, the first outcome stands."""
    intent = challenged(account)
    answer(account, intent, outcome)
    first = account.retrieve(intent["id"])
    for again in ("succeed", "fail"):
        assert answer(account, intent, again).status_code < 500
    assert account.retrieve(intent["id"]) == first
    succeeded = [charge for charge in account.charges(intent["id"]) if charge["status"] == "succeeded"]
    assert len(succeeded) == (1 if outcome == "succeed" else 0)


@pytest.mark.parametrize("outcome", ["", "maybe", "SUCCEED"])
def test_an_unknown_outcome(account: Account, outcome: str) -> None:
    """A 400; the challenge still waits."""
    intent = challenged(account)
    assert answer(account, intent, outcome).status_code == 400
    assert account.retrieve(intent["id"])["status"] == "requires_action"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_client_secret(account: Account, method: str) -> None:
    """The page belongs to who has the secret."""
    intent = challenged(account)
    for url in (page_of(intent) + "x", page_of(intent).split("?")[0]):
        refused = account.http.request(method, url, data={"outcome": "succeed"} if method == "POST" else None)
        assert 400 <= refused.status_code < 500, f"{url}: {refused.status_code}"
    assert account.retrieve(intent["id"])["status"] == "requires_action"


def test_a_challenge_of_nothing(account: Account) -> None:
    """404 for an unknown intent; an intent that waits for nothing is not charged."""
    path = "/three_d_secure/"
    unknown = account.introspect("POST", path + "pi_nowhere?client_secret=x", data={"outcome": "succeed"})
    assert unknown.status_code in (400, 404)
    intent = account.intent(payment_method="pm_card_visa")
    url = f"{path}{intent['id']}?client_secret={intent['client_secret']}"
    assert account.introspect("POST", url, data={"outcome": "succeed"}).status_code < 500
    assert account.charges(intent["id"]) == []


def test_insufficient_funds_after_the_challenge(account: Account) -> None:
    """Card 3178: authenticated, then declined."""
    name = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    intent = challenged(account, name, return_url=BACK)
    back = answer(account, intent, "succeed")
    assert parse_qs(urlsplit(back.headers["location"]).query)["redirect_status"] == ["failed"]
    after = account.retrieve(intent["id"])
    assert after["status"] == "requires_payment_method"
    assert after["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert [charge["status"] for charge in account.charges(intent["id"])] == ["failed"]


def test_a_challenge_before_a_hold(account: Account) -> None:
    """Fact 48: with manual capture it ends in requires_capture."""
    intent = challenged(account, capture_method="manual")
    answer(account, intent, "succeed")
    assert account.retrieve(intent["id"])["status"] == "requires_capture"


def test_manual_confirmation_confirms_again(account: Account) -> None:
    """Fact 48: with confirmation_method=manual the server confirms once more; no money before that."""
    intent = challenged(account, confirmation_method="manual")
    answer(account, intent, "succeed")
    assert account.retrieve(intent["id"])["status"] == "requires_confirmation"
    assert account.charges(intent["id"]) == []
    assert ok(account.confirm(intent["id"]))["status"] == "succeeded"


def test_a_cancelled_intent_cannot_be_authenticated(account: Account) -> None:
    """The shopper answers too late."""
    intent = challenged(account)
    ok(account.post(f"/v1/payment_intents/{intent['id']}/cancel"))
    assert answer(account, intent, "succeed").status_code < 500
    assert account.retrieve(intent["id"])["status"] == "canceled"
    assert account.charges(intent["id"]) == []


@pytest.mark.stripe
@pytest.mark.parametrize(("number", "asked", "status"), [
    ("4000000000003055", None, "succeeded"), ("4000000000003055", "any", "requires_action"),
    ("4000000000003055", "challenge", "requires_action"), ("4242424242424242", "any", "succeeded"),
    ("378282246310005", "any", "succeeded"), ("4000000032200000", None, "succeeded"),
    ("4000000032200000", "any", "succeeded"),
])  # fmt: skip
def test_asking_for_three_d_secure(account: Account, number: str, asked: str | None, status: str) -> None:
    """Optional cards challenge only when asked; unenrolled and frictionless cards never do."""
    intent = account.intent()["id"]
    options = {"payment_method_options": {"card": {"request_three_d_secure": asked}}} if asked else {}
    done = account.confirm(intent, payment_method_data={"type": "card", "card": card_data(number)}, **options)
    assert ok(done)["status"] == status


def test_the_browser_confirms_and_answers(account: Account) -> None:
    """The whole way with the publishable key and the client secret only."""
    intent = account.intent()
    params = {**secret_of(intent), "payment_method_data": {"type": "card", "card": card_data("4000002760003184")}}
    waiting = ok(account.browser("POST", f"/v1/payment_intents/{intent['id']}/confirm", params))
    assert waiting["status"] == "requires_action"
    ok(answer(account, waiting, "succeed"))
    shown = ok(account.browser("GET", f"/v1/payment_intents/{intent['id']}", secret_of(intent)))
    assert (shown["status"], shown["next_action"]) == ("succeeded", None)


def test_stripe_js_asks_in_its_own_window(account: Account) -> None:
    """Fact 62: `use_stripe_sdk=true`, which Stripe.js sends, gets its own action although there is a way back."""
    intent = account.intent()
    data = {"payment_method_data": {"type": "card", "card": card_data("4000002760003184")}, "return_url": BACK}
    sent = {**secret_of(intent), **data, "use_stripe_sdk": True}
    waiting = ok(account.browser("POST", f"/v1/payment_intents/{intent['id']}/confirm", sent))
    assert waiting["next_action"]["type"] == "use_stripe_sdk"


def test_hostile_text_stays_text(account: Account) -> None:
    """What the shop says cannot become markup of the page."""
    script = "<script>alert(1)</script>"
    intent = challenged(account, description=script, return_url=f"{BACK}?a={script}")
    assert "<script>alert(1)" not in account.http.get(page_of(intent)).text


@pytest.mark.stripe
@pytest.mark.parametrize("url", ["not a url", "/back", ""])
def test_a_return_url_that_is_none(account: Account, url: str) -> None:
    """A 400 that names it."""
    error = error_of(account.try_pay(CARD, return_url=url), 400)
    assert error["param"] == "return_url"
