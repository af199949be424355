"""Sessions that are paid within the shop's page: their fields in every version, and what a browser may ask of them."""

from __future__ import annotations

import pytest

from tests.stripe_emulator.checkout.checkout_shop import SHOPPER, open_session, price, session_of, try_open
from tests.stripe_emulator.client import JSON, Account, card_data, error_of

BACK = "https://shop.example/back?id={CHECKOUT_SESSION_ID}"
NEWER = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}
# Which versions have which names (https://docs.stripe.com/changelog/basil/2025-03-31/add-checkout-session-custom-ui-mode,
# https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes).
MODES = {
    "2023-10-16": ("hosted", "embedded"),
    "2025-02-24.acacia": ("hosted", "embedded"),
    "2025-08-27.basil": tuple(NEWER),
    "2026-02-25.clover": tuple(NEWER),
    "2026-08-26.dahlia": tuple(NEWER.values()),
    "2026-10-28.endive": tuple(NEWER.values()),
}


def in_page(account: Account, mode: str = "elements", **params: object) -> JSON:
    """A session for the shop's page."""
    return open_session(account, **{"ui_mode": mode, "success_url": None, "return_url": BACK, **params})


def browser(account: Account, session: JSON, path: str = "", **params: object) -> JSON:
    """What Stripe.js is answered."""
    sent = {"client_secret": session["client_secret"], **params}
    answer = account.browser("POST", f"/v1/payment_pages/{session['id']}{path}", sent)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("version", MODES)
def test_names_in_every_version(account: Account, version: str) -> None:
    """`ui_mode` has the names of the version, others are refused; what belongs to each mode is answered."""
    line = {"price": price(account), "quantity": 1}
    for name in {*NEWER, *NEWER.values()}:
        hosted = name.startswith("hosted")
        urls = {"success_url": "https://shop.example"} if hosted else {"return_url": BACK}
        params = {"mode": "payment", "ui_mode": name, "line_items": [line], **urls}
        answer = account.post("/v1/checkout/sessions", params, headers={"Stripe-Version": version})
        if name not in MODES[version]:
            assert error_of(answer, 400)["param"] == "ui_mode"
            continue
        session = answer.json()
        embedded = name.startswith("embedded")
        assert session["ui_mode"] == name
        assert session["redirect_on_completion"] == ("always" if embedded else None)
        assert (session["client_secret"] is None, session["url"] is None) == (hosted, not hosted)
        assert session.get("return_url") == (None if hosted else BACK)


REFUSED = {
    "redirect_on_completion": {"ui_mode": "elements", "redirect_on_completion": "never"},
    "return_url": {"ui_mode": "embedded_page", "return_url": BACK, "redirect_on_completion": "never"},
    "success_url": {"ui_mode": "embedded_page", "success_url": "https://shop.example"},
}


def test_what_excludes_each_other(account: Account) -> None:
    """Each URL in its mode; an embedded page that redirects needs one."""
    for param, given in REFUSED.items():
        assert error_of(try_open(account, **{"success_url": None, **given}), 400)["param"] == param
    assert error_of(try_open(account, ui_mode="embedded_page", success_url=None), 400)["param"] == "return_url"
    staying = in_page(account, "embedded_page", return_url=None, redirect_on_completion="never")
    assert staying["redirect_on_completion"] == "never"


def test_a_browser_proves_whose_session_it_is(account: Account) -> None:
    """With the client secret; a hosted session has none, and the browser sees nothing of the shop's own."""
    session = in_page(account, metadata={"order": "seven"})
    told = browser(account, session, "/init")
    assert told["session"]["id"] == session["id"]
    assert "seven" not in str(told)
    path = f"/v1/payment_pages/{session['id']}"
    for call in (("GET", path), ("POST", path), ("POST", f"{path}/init"), ("POST", f"{path}/confirm")):
        for sent in ({}, {"client_secret": session["client_secret"] + "x"}):
            assert error_of(account.browser(*call, sent), 400)["param"] == "client_secret"
    hosted = open_session(account)
    answer = account.browser("POST", f"/v1/payment_pages/{hosted['id']}/init", {"client_secret": ""})
    assert error_of(answer, 400)["param"] == "client_secret"


def test_an_amount_that_is_another_by_now(account: Account) -> None:
    """What the page shows is what is charged, or nothing is."""
    session = in_page(account)
    method = account.browser("POST", "/v1/payment_methods", {"type": "card", "card": card_data()}).json()["id"]
    sent = {"client_secret": session["client_secret"], "payment_method": method, "expected_amount": 1}
    refused = account.browser("POST", f"/v1/payment_pages/{session['id']}/confirm", sent)
    assert error_of(refused, 400)["code"] == "checkout_amount_mismatch"
    done = browser(account, session, "/confirm", payment_method=method, expected_amount=1500)
    assert done["session"]["status"] == {"type": "complete", "paymentStatus": "paid"}


def test_coming_back_from_a_redirect(account: Account) -> None:
    """Paid or not, the shopper goes to the shop's URL, as it was given."""
    session = in_page(account, return_url=None)
    method = account.browser("POST", "/v1/payment_methods", {"type": "card", "card": card_data("4000000000000002")})
    sent = {"payment_method": method.json()["id"], "return_url": BACK, "client_secret": session["client_secret"]}
    error_of(account.browser("POST", f"/v1/payment_pages/{session['id']}/confirm", sent), 402)
    answer = account.http.get(f"{account.base}/c/pay/{session['id']}/return")
    assert answer.headers["location"] == f"https://shop.example/back?id={session['id']}"
    assert session_of(account, session["id"])["status"] == "open"


def test_the_script_of_an_embedded_page(account: Account) -> None:
    """It is told whether the shopper stays."""
    for params, stays in (({}, False), ({"redirect_on_completion": "if_required"}, True)):
        session = in_page(account, "embedded_page", **params)
        page = f"{account.base}/c/pay/{session['id']}"
        assert "window.embedded" in account.http.get(page).text
        form = {**SHOPPER, "action": "pay"}
        told = account.http.post(page, data=form, headers={"Accept": "application/json"}).json()
        assert told.get("stays", False) is stays
