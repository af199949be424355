"""The hosted page by plain form posts, as a browser without JavaScript sends them."""

from __future__ import annotations

import threading

import pytest

from tests.stripe_emulator.checkout.checkout_shop import (
    CANCEL,
    SHOPPER,
    advance,
    lines_of,
    monthly,
    open_session,
    press,
    price,
    session_of,
    text_of,
)
from tests.stripe_emulator.checkout.test_checkout_amounts import coupon, shipping
from tests.stripe_emulator.client import JSON, Account, ok
from tests.stripe_emulator.receiver import Receiver

COMPLETED = "checkout.session.completed"
HOSTILE = "<script>alert(1)</script>"


def listen(account: Account, receiver: Receiver) -> None:
    """Register the receiver for completed sessions."""
    ok(account.post("/v1/webhook_endpoints", {"url": receiver.url, "enabled_events": [COMPLETED]}))


def with_code(account: Account, **params: object) -> JSON:
    """A session that takes promotion codes, and `SUMMER20` for a fifth."""
    promotion = {"type": "coupon", "coupon": coupon(account, percent_off=20)}
    ok(account.post("/v1/promotion_codes", {"promotion": promotion, "code": "SUMMER20"}))
    return open_session(account, allow_promotion_codes=True, **params)


def test_the_page(account: Account) -> None:
    """What is bought, what it comes to, a way back; nothing is asked of anyone else."""
    session = open_session(account, cancel_url=CANCEL)
    page = account.http.get(session["url"])
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    words = text_of(page)
    for wanted in ("Linen shirt", "$15.00", "Email", "Card number", "Expiration date", "Pay"):
        assert wanted in words, wanted
    assert f'href="{CANCEL}"' in page.text.replace("'", '"')
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http" not in page.text.replace(CANCEL, "").replace(account.base, "")


def test_paying(account: Account) -> None:
    """Fact 115: to success_url with the session's id in it."""
    session = open_session(account)
    paid = press(account, session)
    assert paid.status_code == 303
    assert paid.headers["location"] == f"https://shop.example/done?session_id={session['id']}"
    done = session_of(account, session["id"])
    assert (done["status"], done["payment_status"]) == ("complete", "paid")
    details = done["customer_details"]
    assert (details["email"], details["name"], details["address"]["postal_code"]) == (
        "jenny@example.com", "Jenny Rosen", "94080",
    )  # fmt: skip


@pytest.mark.parametrize(("number", "words"), [
    ("4000000000000002", "Your card was declined."), ("4000000000009995", "Your card has insufficient funds."),
    ("4000000000000069", "Your card has expired."), ("4000000000000127", "Your card's security code is incorrect."),
])  # fmt: skip
def test_a_decline_is_shown_and_can_be_put_right(account: Account, number: str, words: str) -> None:
    """The reason on the page, what was typed still there, except the card itself; then another card."""
    session = open_session(account)
    refused = press(account, session, cardNumber=number)
    assert refused.status_code == 402
    assert words in text_of(refused).replace("&#x27;", "'")
    assert 'value="jenny@example.com"' in refused.text
    assert number not in refused.text
    assert press(account, session).status_code == 303
    assert len(account.events(COMPLETED)) == 1


@pytest.mark.parametrize(("typed", "field", "words"), [
    ({"email": ""}, "email", "Required"), ({"email": "jenny"}, "email", "Your email is incomplete."),
    ({"cardNumber": ""}, "cardNumber", "Required"), ({"cardExpiry": ""}, "cardExpiry", "Required"),
    ({"cardNumber": "4242424242424241"}, "cardNumber", "Your card number is incorrect."),
    ({"cardExpiry": "1"}, "cardExpiry", "Your card's expiration date is incomplete."),
    ({"cardExpiry": "12 / 20"}, "cardExpiry", "Your card's expiration year is invalid."),
    ({"cardCvc": "1"}, "cardCvc", "Your card's security code is invalid."),
    ({"billingName": ""}, "billingName", "Required"),
])  # fmt: skip
def test_what_is_missing_or_wrong(account: Account, typed: dict[str, str], field: str, words: str) -> None:
    """Beside the field; nothing is charged."""
    session = open_session(account)
    refused = press(account, session, **typed)
    assert refused.status_code in (400, 402)
    assert f'<p class="wrong" id="{field}-error">{words}</p>' in refused.text.replace("&#x27;", "'")
    assert session_of(account, session["id"])["payment_intent"] is None


@pytest.mark.parametrize(("outcome", "status"), [("succeed", "complete"), ("fail", "open")])
def test_a_challenge(account: Account, outcome: str, status: str) -> None:
    """To the bank's page and back: on to the shop, or what failed, and another card may be tried."""
    session = open_session(account)
    challenge = press(account, session, cardNumber="4000000000003220")
    assert challenge.status_code == 303
    assert "/three_d_secure/" in challenge.headers["location"]
    back = account.http.post(challenge.headers["location"], data={"outcome": outcome})
    assert back.headers["location"].startswith(f"{session['url']}/return?")
    landed = account.http.get(back.headers["location"])
    assert session_of(account, session["id"])["status"] == status
    if outcome == "succeed":
        assert landed.headers["location"] == f"https://shop.example/done?session_id={session['id']}"
    else:
        assert "We are unable to authenticate your payment method." in text_of(landed)
        assert press(account, session).status_code == 303


def test_pressing_twice(account: Account) -> None:
    """One payment; the second press only leads on to the shop."""
    session = open_session(account)
    first, second = press(account, session), press(account, session)
    assert first.headers["location"] == second.headers["location"]
    assert len(account.events("payment_intent.succeeded")) == 1


def test_the_way_back_waits_for_the_shops_answer(account: Account, receiver: Receiver) -> None:
    """Fact 116: not before the endpoint has answered checkout.session.completed."""
    listen(account, receiver)
    gate = receiver.hold()
    session, answers = open_session(account), []
    pressing = threading.Thread(target=lambda: answers.append(press(account, session)))
    pressing.start()
    receiver.wait_for(COMPLETED)
    assert answers == []
    gate.set()
    pressing.join(15)
    assert answers[0].status_code == 303


def test_it_does_not_wait_for_ever(account: Account, receiver: Receiver) -> None:
    """Fact 116: an endpoint that fails is not waited for again."""
    listen(account, receiver)
    receiver.answers.append(500)
    assert press(account, open_session(account)).status_code == 303


def test_promotion_codes(account: Account) -> None:
    """Applied in any case, taken off again, refused when there is none."""
    session = with_code(account)
    wrong = press(account, session, "promotion", promotionCode="WINTER")
    assert "This code is invalid." in wrong.text
    applied = press(account, session, "promotion", promotionCode=" summer20 ")
    assert applied.status_code == 200
    assert "-$3.00" in text_of(applied)
    assert session_of(account, session["id"])["amount_total"] == 1200
    press(account, session, "remove_promotion")
    assert session_of(account, session["id"])["amount_total"] == 1500
    press(account, session, "promotion", promotionCode="SUMMER20")
    press(account, session)
    assert account.retrieve(session_of(account, session["id"])["payment_intent"])["amount"] == 1200


def test_promotion_codes_only_where_they_are_allowed(account: Account) -> None:
    """No box, and no discount for who sends one all the same."""
    session = with_code(account) | {}
    other = open_session(account)
    assert "Promotion code" in text_of(account.http.get(session["url"]))
    assert "Promotion code" not in text_of(account.http.get(other["url"]))
    press(account, other, "promotion", promotionCode="SUMMER20")
    assert session_of(account, other["id"])["amount_total"] == 1500


def test_quantities(account: Account) -> None:
    """Within what is adjustable."""
    adjustable = {"enabled": True, "minimum": 1, "maximum": 5}
    item = {"price": price(account), "quantity": 1, "adjustable_quantity": adjustable}
    session = open_session(account, line_items=[item])
    field = f"quantity-{lines_of(account, session['id'])[0]['id']}"
    for quantity, total in (("3", 4500), ("9", 4500), ("x", 4500), ("5", 7500)):
        press(account, session, "update", **{field: quantity})
        assert session_of(account, session["id"])["amount_total"] == total, quantity


def test_an_amount_of_ones_own(account: Account) -> None:
    """`custom_unit_amount`: between its limits."""
    tip = price(account, None, custom_unit_amount={"enabled": True, "minimum": 100, "maximum": 5000})
    session = open_session(account, line_items=[{"price": tip, "quantity": 1}])
    field = f"amount-{lines_of(account, session['id'])[0]['id']}"
    assert press(account, session, **{field: "0.50"}).status_code == 400
    assert press(account, session, **{field: "12.34"}).status_code == 303
    assert session_of(account, session["id"])["amount_total"] == 1234


def test_optional_items(account: Account) -> None:
    """Added by the shopper."""
    extra = price(account, 300, name="Gift wrap")
    session = open_session(account, optional_items=[{"price": extra, "quantity": 1}])
    assert "Gift wrap" in text_of(account.http.get(session["url"]))
    press(account, session, f"add:{extra}")
    press(account, session, f"add:{extra}")
    assert session_of(account, session["id"])["amount_total"] == 1800


def test_shipping(account: Account) -> None:
    """Where it goes is asked for, in the countries that are allowed; the rate is chosen."""
    session = open_session(
        account, shipping_options=[shipping("Ground", 500), shipping("Air", 1500)],
        shipping_address_collection={"allowed_countries": ["US", "DE"]},
    )  # fmt: skip
    page = account.http.get(session["url"])
    assert "Air, $15.00" in text_of(page)
    assert '<option value="FR">' not in page.text.partition("shippingName")[2].partition("</select>")[0]
    air = session["shipping_options"][1]["shipping_rate"]
    assert press(account, session, shipping_rate=air, shippingCountry="FR").status_code == 400
    address = {"shippingName": "Jenny", "shippingCountry": "DE", "shippingAddressLine1": "Am Markt 1",
               "shippingLocality": "Bremen", "shippingPostalCode": "28195", "sameAddress": "on"}  # fmt: skip
    assert press(account, session, shipping_rate=air, **address).status_code == 303
    done = session_of(account, session["id"])
    details = done["collected_information"]["shipping_details"]
    assert (details["name"], details["address"]["city"]) == ("Jenny", "Bremen")
    assert (done["amount_total"], done["customer_details"]["address"]["country"]) == (3000, "DE")
    assert account.retrieve(done["payment_intent"])["shipping"]["address"]["city"] == "Bremen"


def test_custom_fields_phone_and_consent(account: Account) -> None:
    """Asked for, checked, and shown in the session."""
    session = open_session(
        account, phone_number_collection={"enabled": True},
        consent_collection={"terms_of_service": "required", "promotions": "auto"},
        custom_fields=[
            {"key": "note", "label": {"type": "custom", "custom": "Note"}, "type": "text", "optional": True},
            {"key": "age", "label": {"type": "custom", "custom": "Age"}, "type": "numeric"},
            {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
             "dropdown": {"options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]}},
        ],
    )  # fmt: skip
    refused = press(account, session, **{"customField-age": "x", "customField-size": "m"})
    for field in ("phoneNumber", "customField-age", "customField-size", "termsOfServiceConsentCheckbox"):
        assert f'id="{field}-error" hidden' not in refused.text, field
    given = {"phoneNumber": "5551234", "customField-age": "42", "customField-size": "l",
             "termsOfServiceConsentCheckbox": "on", "promotionalConsentCheckbox": "on"}  # fmt: skip
    assert press(account, session, **given).status_code == 303
    done = session_of(account, session["id"])
    assert done["customer_details"]["phone"] == "5551234"
    assert [field[field["type"]]["value"] for field in done["custom_fields"]] == [None, "42", "l"]
    assert done["consent"] == {"promotions": "opt_in", "terms_of_service": "accepted"}


def test_setup_and_subscription(account: Account) -> None:
    """The same page saves a card, or begins a subscription."""
    setup = open_session(account, mode="setup")
    assert "Save card" in text_of(account.http.get(setup["url"]))
    assert press(account, setup).status_code == 303
    subscription = open_session(account, mode="subscription", line_items=[{"price": monthly(account), "quantity": 1}])
    assert "$9.00 / month" in text_of(account.http.get(subscription["url"]))
    assert press(account, subscription).status_code == 303
    assert session_of(account, subscription["id"])["status"] == "complete"


def test_over(account: Account) -> None:
    """A complete session says so and leads to the shop; an expired one is gone and leads back."""
    paid, expired = open_session(account), open_session(account, cancel_url=CANCEL)
    url = paid["url"]
    press(account, paid)
    assert "You’re all done here" in text_of(account.http.get(url))
    advance(account, 25 * 3600)
    gone = account.http.get(expired["url"])
    assert gone.status_code == 410
    assert "has expired" in text_of(gone)
    assert CANCEL in gone.text
    assert press(account, expired).headers["location"].endswith(expired["id"])
    assert account.http.get(f"{account.base}/c/pay/cs_test_none").status_code == 404
    assert account.http.post(f"{account.base}/c/pay/cs_test_none").status_code == 404


def test_hostile_text_stays_text(account: Account) -> None:
    """Whatever the shop or the shopper says."""
    session = with_code(
        account, line_items=[{"price": price(account, name=HOSTILE), "quantity": 1}],
        custom_text={"submit": {"message": HOSTILE}}, branding_settings={"display_name": HOSTILE},
        custom_fields=[{"key": "note", "label": {"type": "custom", "custom": HOSTILE}, "type": "text"}],
    )  # fmt: skip
    pages = [account.http.get(session["url"])]
    pages.append(press(account, session, email=HOSTILE, billingName=f"'\"{HOSTILE}", promotionCode=HOSTILE))
    assert all(HOSTILE not in page.text for page in pages)


def test_json_for_the_pages_script(account: Account) -> None:
    """The same answers for a script: where to go, or what is wrong and what is new."""
    session = open_session(account)
    json = {"Accept": "application/json"}
    refused = account.http.post(session["url"], data={"action": "pay"}, headers=json)
    assert refused.status_code == 400
    assert refused.json()["fields"]["email"] == "Required"
    paid = account.http.post(session["url"], data={**SHOPPER, "action": "pay"}, headers=json)
    assert paid.json() == {"redirect": f"https://shop.example/done?session_id={session['id']}"}
