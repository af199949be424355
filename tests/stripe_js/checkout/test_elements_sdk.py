"""initCheckoutElementsSdk: paying, declines, 3D Secure, the way back (https://docs.stripe.com/js/custom_checkout)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.stripe_emulator.checkout.checkout_shop import monthly, session_of
from tests.stripe_emulator.client import ok
from tests.stripe_js.checkout.kit import (
    BEGIN,
    CHALLENGED,
    CONFIRM,
    EMAIL,
    begin,
    elements_session,
    now,
    paid,
)
from tests.stripe_js.shop import COMPLETE, FAIL, NOT_AUTHENTICATED, STRIPE_JS, Shop

GIVE_EMAIL = "(email) => actions.updateEmail(email)"


def test_paying(shop: Shop) -> None:
    """The total is formatted, canConfirm follows what the shopper fills in, and confirm() completes the session."""
    session = elements_session(shop)
    assert begin(shop, session) == {"type": "success", "total": "$15.00"}
    assert now(shop)["canConfirm"] is False
    shop.run(GIVE_EMAIL, EMAIL)
    assert now(shop)["canConfirm"] is False, "the card is missing"
    shop.fill()
    shop.page.wait_for_function("sessions.at(-1).canConfirm")
    done = shop.run(CONFIRM)
    assert (done["type"], done["session"]["status"]) == ("success", {"type": "complete", "paymentStatus": "paid"})
    assert done["session"]["canConfirm"] is False
    after = session_of(shop.account, session["id"])
    assert (after["status"], after["payment_status"]) == ("complete", "paid")
    assert after["customer_details"]["email"] == EMAIL
    method = shop.account.retrieve(after["payment_intent"], expand=["payment_method"])["payment_method"]
    assert (method["billing_details"]["email"], method["billing_details"]["address"]["country"]) == (EMAIL, "US")
    assert shop.run("sessions.some((one) => one.status.type === 'complete')")


def test_going_back_to_the_shop(shop: Shop) -> None:
    """The return_url as the session has it, with its id in it and nothing more."""
    session = elements_session(shop)
    begin(shop, session)
    shop.fill()
    shop.start("actions.confirm({email: given})", EMAIL)
    shop.page.wait_for_url(f"{shop.site}/plain?session={session['id']}")
    assert paid(shop, session) == "paid"


def test_a_return_url_of_the_page(shop: Shop) -> None:
    """Given to confirm() where the session has none; it is absolute, and never given twice."""
    session = elements_session(shop, return_url=None)
    begin(shop, session)
    shop.fill()
    for wrong, words in (("undefined", "give a returnUrl"), ("'/done'", "is an absolute URL")):
        with pytest.raises(Error, match=words):
            shop.run(f"actions.confirm({{email: '{EMAIL}', returnUrl: {wrong}}})")
    shop.start(
        "actions.confirm(given)", {"email": EMAIL, "returnUrl": f"{shop.site}/bare?done={{CHECKOUT_SESSION_ID}}"}
    )
    shop.page.wait_for_url(f"{shop.site}/bare?done={session['id']}")
    begin(shop, elements_session(shop))
    with pytest.raises(Error, match="the Checkout Session has a return_url"):
        shop.run("actions.confirm({returnUrl: 'https://shop.example'})")


def test_a_decline_and_then_another_card(shop: Shop) -> None:
    """An error for the shopper, in the result and in the session; the same page pays afterwards."""
    session = elements_session(shop)
    begin(shop, session)
    shop.run(GIVE_EMAIL, EMAIL)
    shop.fill("4000000000009995")
    message = "Your card has insufficient funds."
    assert shop.run(CONFIRM) == {
        "type": "error",
        "error": {"message": message, "code": "paymentFailed", "paymentFailed": {"declineCode": "insufficient_funds"}},
    }
    assert now(shop)["lastPaymentError"] == {"message": message}
    assert now(shop)["status"] == {"type": "open"}
    shop.fill()
    assert shop.run(CONFIRM)["type"] == "success"
    assert now(shop)["lastPaymentError"] is None


@pytest.mark.parametrize("mode", ["payment", "subscription", "setup"])
def test_three_d_secure(shop: Shop, mode: str) -> None:
    """The dialog, failed and then completed, in every mode."""
    session = elements_session(shop, mode=mode)
    begin(shop, session)
    shop.run(GIVE_EMAIL, EMAIL)
    shop.fill(CHALLENGED)
    shop.page.wait_for_function("sessions.at(-1).canConfirm")
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).wait_for()
    assert now(shop)["canConfirm"] is False, "a confirmation is under way"
    shop.bank.locator(FAIL).click()
    failed = {"message": NOT_AUTHENTICATED, "code": "paymentFailed", "paymentFailed": {"declineCode": None}}
    assert shop.result() == {"type": "error", "error": failed}
    assert now(shop)["lastPaymentError"] == {"message": NOT_AUTHENTICATED}
    shop.start(CONFIRM)
    shop.bank.locator(COMPLETE).click()
    done = shop.result()
    assert done["session"]["status"]["type"] == "complete"
    assert session_of(shop.account, session["id"])["status"] == "complete"


def test_what_is_missing(shop: Shop) -> None:
    """No email, no card: errors for the shopper, nothing is charged."""
    session = elements_session(shop)
    begin(shop, session)
    assert shop.run(CONFIRM)["error"] == {"message": "Your card number is incomplete.", "code": None}
    shop.fill()
    assert shop.run(CONFIRM)["error"] == {"message": "Your email is incomplete.", "code": None}
    assert shop.run("actions.confirm({email: 'jenny', redirect: 'if_required'})")["error"]["code"] == "incompleteEmail"
    assert paid(shop, session) == "unpaid"


def test_the_total_must_be_read(shop: Shop) -> None:
    """confirm() throws where the page has not read what it charges, as Stripe documents."""
    shop.route().open(f"{STRIPE_JS}/endive/stripe.js")
    unread = BEGIN.replace("total: actions.getSession().total.total.amount", "")
    shop.run(unread, {"secret": elements_session(shop)["client_secret"]})
    with pytest.raises(Error, match=r"You must read total\.total\.amount"):
        shop.run(CONFIRM)
    shop.run("(({currency, minorUnitsAmountDivisor, total}) => total.total.minorUnitsAmount)(actions.getSession())")
    assert shop.run(CONFIRM)["type"] == "error"


def test_nothing_is_due(shop: Shop) -> None:
    """A coupon over everything: no card is asked for."""
    coupon = ok(shop.account.post("/v1/coupons", {"percent_off": 100, "duration": "once"}))["id"]
    session = elements_session(shop, discounts=[{"coupon": coupon}])
    begin(shop, session)
    shop.run(GIVE_EMAIL, EMAIL)
    assert now(shop)["canConfirm"] is True
    assert shop.run(CONFIRM)["session"]["status"] == {"type": "complete", "paymentStatus": "no_payment_required"}


def test_a_subscription(shop: Shop) -> None:
    """The period and what is due next are in the session."""
    price = monthly(shop.account)
    params = {"mode": "subscription", "line_items": [{"price": price, "quantity": 1}]}
    begin(shop, elements_session(shop, **params, subscription_data={"trial_period_days": 7}))
    session = now(shop)
    assert session["total"]["total"] == {"amount": "$0.00", "minorUnitsAmount": 0}
    recurring = session["recurring"]
    assert (recurring["interval"], recurring["intervalCount"]) == ("month", 1)
    assert recurring["dueNext"]["total"] == {"amount": "$9.00", "minorUnitsAmount": 900}
    assert recurring["trial"]["trialPeriodDays"] == 7


def test_a_session_that_cannot_be_paid(shop: Shop) -> None:
    """Expired: loadActions() answers it. Another ui_mode, another secret: the developer's mistakes."""
    session = elements_session(shop)
    ok(shop.account.post(f"/v1/checkout/sessions/{session['id']}/expire"))
    shop.route().open(f"{STRIPE_JS}/endive/stripe.js")
    load = "(secret) => stripe.initCheckoutElementsSdk({clientSecret: secret}).loadActions()"
    assert shop.run(load, session["client_secret"]) == {
        "type": "error",
        "error": {"message": "This Checkout Session has expired.", "code": None},
    }
    embedded = elements_session(shop, ui_mode="embedded_page")
    mistakes = {
        embedded["client_secret"]: "whose ui_mode is elements; this one's is embedded_page",
        "pi_1_secret_2": "expects a client secret of the form cs_",
    }
    for secret, words in mistakes.items():
        with pytest.raises(Error, match=words):
            shop.run(load, secret)
    other = f"{session['id']}_secret_other"
    assert "client_secret" in shop.run(load, other)["error"]["message"]
